// Lints a state machine's definition: what is wrong with it, as JSON.
// node lint.cjs DEFINITION
const fs = require('node:fs');
const validate = require('asl-validator');

const text = fs.readFileSync(process.argv[2], 'utf8').replaceAll('${WorkerFunction}', 'arn:aws:lambda:us-east-1:000000000000:function:veloz-dev-backtests-worker:live');
const { isValid, errors } = validate(JSON.parse(text), { checkPaths: true, checkArn: true });
process.stdout.write(JSON.stringify({ isValid, errors }));
