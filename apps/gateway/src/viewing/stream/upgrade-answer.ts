import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ProblemError } from '../../errors/problem-error.js';
import { PROBLEM_TYPE } from '../../errors/problem-filter.js';

/** Answers an upgrade that is refused with a problem document, and closes the connection. */
export function refuseUpgrade(socket: Duplex, problem: ProblemError): void {
  const body = JSON.stringify(problem.toProblem());
  const headers = {
    ...problem.headers,
    'Content-Type': `${PROBLEM_TYPE}; charset=utf-8`,
    'Content-Length': String(Buffer.byteLength(body)),
    'Cache-Control': 'no-store',
    Connection: 'close',
  };
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? 'Error'}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ].join('\r\n');
  // Whoever does not read the answer keeps nothing open.
  socket.end(`${head}\r\n\r\n${body}`, () => socket.destroy());
}
