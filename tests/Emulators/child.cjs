// Runs a program for as long as the test that asked for it lives: when this process's input ends, so does the program.
// node child.cjs PROGRAM [ARGUMENT ...]
const { spawn } = require('node:child_process');

const [program, ...rest] = process.argv.slice(2);
const child = spawn(program, rest, { stdio: ['ignore', 'inherit', 'inherit'] });
child.on('error', error => {
  console.error(error.message);
  process.exit(127);
});
child.on('exit', code => process.exit(code ?? 1));
process.stdin.on('end', () => child.kill('SIGKILL'));
process.stdin.on('close', () => child.kill('SIGKILL'));
process.stdin.resume();
