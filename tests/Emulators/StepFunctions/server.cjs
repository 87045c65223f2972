// AWS Step Functions on loopback, for tests: its JSON 1.0 API over aws-local-stepfunctions, whose tasks are invocations over HTTP.
// node --require ./promise.cjs server.cjs PORT NAME DEFINITION LAMBDA_ADDRESS
// Beside the API: GET /trace/NAME tells the invocations of an execution, in their order.
// Not as AWS does it: retries wait a few milliseconds; ItemReader, ItemBatcher, ResultWriter and ToleratedFailurePercentage are passed over; nobody's signature is checked.
const http = require('node:http');
const fs = require('node:fs');
const { StateMachine } = require('aws-local-stepfunctions');

const [port, name, definitionPath, lambdaAddress] = process.argv.slice(2);
const definition = JSON.parse(fs.readFileSync(definitionPath, 'utf8').replaceAll('${WorkerFunction}', 'backtests-worker'));
const stateMachineArn = `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`;
const executions = new Map();
const agent = new http.Agent({ keepAlive: true });

class ApiError extends Error {
  constructor(type, message, status = 400) {
    super(message);
    this.type = type;
    this.status = status;
  }
}

function taskNames(states) {
  return Object.entries(states).flatMap(([state, body]) => [
    ...(body.Type === 'Task' ? [state] : []),
    ...(body.ItemProcessor ? taskNames(body.ItemProcessor.States) : []),
  ]);
}

function post(path, payload) {
  return new Promise((resolve, reject) => {
    const body = Buffer.from(JSON.stringify(payload));
    const request = http.request(new URL(path, lambdaAddress), { method: 'POST', agent, headers: { 'content-type': 'application/json', 'content-length': body.length } }, response => {
      const parts = [];
      response.on('data', part => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text: Buffer.concat(parts).toString('utf8') }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

// As the integration lambda:invoke has it: a function's error is an error of the state, by its type's name.
async function invoke(execution, state, input) {
  // The interpreter goes on with the items of a map that were waiting; the service aborts them with their parent.
  if (execution.status !== 'RUNNING') throw Object.assign(new Error('the execution was stopped'), { name: 'States.Runtime' });
  const entry = { state, payload: input.Payload, error: null };
  execution.trace.push(entry);
  const answer = await post(`/2015-03-31/functions/${encodeURIComponent(input.FunctionName)}/invocations`, input.Payload);
  if (answer.status !== 200) {
    entry.error = answer.headers['x-amzn-errortype'] ?? 'ServiceException';
    throw Object.assign(new Error(answer.text), { name: `Lambda.${entry.error}` });
  }
  const payload = JSON.parse(answer.text);
  if (answer.headers['x-amz-function-error']) {
    entry.error = payload.errorType;
    throw Object.assign(new Error(answer.text), { name: payload.errorType });
  }
  return { ExecutedVersion: '$LATEST', Payload: payload, StatusCode: 200 };
}

function start({ stateMachineArn: wanted, name: given, input = '{}' }) {
  if (wanted !== stateMachineArn) throw new ApiError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${wanted}'`);
  if (!/^[A-Za-z0-9_-]{1,80}$/.test(given ?? '')) throw new ApiError('InvalidName', `Invalid Name: '${given}'`);
  const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${given}`;
  const before = executions.get(executionArn);
  if (before) {
    if (before.status !== 'RUNNING' || before.input !== input) throw new ApiError('ExecutionAlreadyExists', `Execution Already Exists: '${executionArn}'`);
    return before;
  }
  let value;
  try {
    value = JSON.parse(input);
  } catch (error) {
    throw new ApiError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${error.message}'`);
  }
  const execution = { executionArn, stateMachineArn, name: given, input, status: 'RUNNING', startDate: Date.now() / 1000, trace: [] };
  executions.set(executionArn, execution);
  const tasks = taskNames(definition.States);
  const run = new StateMachine(definition, { validationOptions: { checkArn: false } }).run(value, {
    overrides: {
      taskResourceLocalHandlers: Object.fromEntries(tasks.map(state => [state, input => invoke(execution, state, input)])),
      retryIntervalOverrides: Object.fromEntries(tasks.map(state => [state, 5])),
    },
  });
  execution.abort = run.abort;
  run.result.then(
    output => end(execution, 'SUCCEEDED', { output: JSON.stringify(output) }),
    error => end(execution, error.name === 'ExecutionTimeoutError' ? 'TIMED_OUT' : 'FAILED', { error: (error.cause ?? error).name, cause: (error.cause ?? error).message }),
  );
  return execution;
}

function end(execution, status, more) {
  if (execution.status === 'RUNNING') Object.assign(execution, { status, stopDate: Date.now() / 1000 }, more);
}

function find(executionArn) {
  const execution = executions.get(executionArn);
  if (!execution) throw new ApiError('ExecutionDoesNotExist', `Execution Does Not Exist: '${executionArn}'`);
  return execution;
}

const operations = {
  StartExecution: request => {
    const { executionArn, startDate } = start(request);
    return { executionArn, startDate };
  },
  DescribeExecution: request => {
    const { trace, abort, ...told } = find(request.executionArn);
    return told;
  },
  StopExecution: request => {
    const execution = find(request.executionArn);
    end(execution, 'ABORTED', { error: request.error, cause: request.cause });
    execution.abort();
    return { stopDate: execution.stopDate };
  },
};

http
  .createServer((request, response) => {
    const answer = (status, value, type = 'application/x-amz-json-1.0') => {
      response.writeHead(status, { 'content-type': type, 'x-amzn-requestid': 'loopback' });
      response.end(JSON.stringify(value));
    };
    const parts = [];
    request.on('data', part => parts.push(part));
    request.on('end', () => {
      try {
        if (request.url.startsWith('/trace/')) {
          answer(200, find(`${stateMachineArn.replace(':stateMachine:', ':execution:')}:${request.url.slice('/trace/'.length)}`).trace, 'application/json');
          return;
        }
        const target = request.headers['x-amz-target'] ?? '';
        const operation = target.startsWith('AWSStepFunctions.') && operations[target.slice('AWSStepFunctions.'.length)];
        if (!operation) throw new ApiError('UnknownOperationException', `unknown operation: '${target}'`);
        if (!request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 ')) throw new ApiError('MissingAuthenticationTokenException', 'the request was not signed', 403);
        answer(200, operation(JSON.parse(Buffer.concat(parts).toString('utf8') || '{}')));
      } catch (error) {
        answer(error.status ?? 500, { __type: error.type ?? 'InternalFailure', message: error.message });
      }
    });
  })
  .listen(Number(port), '127.0.0.1');
