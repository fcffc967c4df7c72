// A process of a benchmark that takes commands as JSON lines on stdin and answers each with one line.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * `command`: program and arguments. Lines it writes: `{"answer":…}`, `{"failed":"…"}`, or `{"event":…}`, which goes to
 * `onEvent`.
 */
export function askedProcess([program, ...args], name, onEvent = () => undefined) {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  let waiting;
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = JSON.parse(line);
    if (message.event) onEvent(message);
    if (message.answer) waiting?.done(message.answer);
    if (message.failed) waiting?.fail(new Error(`${name}: ${message.failed}`));
  });
  child.once('exit', (code) =>
    waiting?.fail(new Error(`${name}: the process ended with code ${code}`)),
  );
  return {
    pid: child.pid,
    ask(command) {
      const answer = new Promise((done, fail) => (waiting = { done, fail }));
      child.stdin.write(`${JSON.stringify(command)}\n`);
      return answer;
    },
    async end() {
      waiting = undefined;
      if (child.exitCode !== null) return;
      const ended = new Promise((done) => child.once('exit', done));
      child.stdin.write('{"do":"end"}\n');
      await ended;
    },
  };
}
