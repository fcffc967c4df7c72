import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerControl } from './control-routes.js';
import type { ControlTarget } from './control-routes.js';
import { controlPage } from './control-page.js';
import type { ListenerScenario } from '../scenario.js';

/** Longer than any list of faults. */
const maxBodyBytes = 262_144;

/** The control port: state, faults and actions as JSON over HTTP; not part of the recorder. */
export class ControlServer {
  readonly #server: Server;
  readonly #host: string;

  private constructor(server: Server, host: string) {
    this.#server = server;
    this.#host = host;
  }

  /** Opens the port. Rejects when it is taken. */
  static async open(where: ListenerScenario, target: ControlTarget): Promise<ControlServer> {
    const server = createServer((request, response) => {
      serve(request, response, target).catch((error: unknown) => {
        response.statusCode = 500;
        response.end(String(error));
      });
    });
    server.listen(where.port, where.host);
    await once(server, 'listening');
    return new ControlServer(server, where.host);
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://${this.#host.includes(':') ? `[${this.#host}]` : this.#host}:${port}`;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  target: ControlTarget,
): Promise<void> {
  const path = (request.url ?? '/').replace(/\?.*$/s, '');
  const method = request.method ?? '';
  if (method === 'GET' && path === '/') {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(controlPage);
    return;
  }
  if (isForeign(request)) {
    writeJson(response, 403, { error: 'another web page may not control the simulator' });
    return;
  }
  const body = await readBody(request);
  if (body === undefined) {
    writeJson(response, 413, { error: `the body is longer than ${maxBodyBytes} bytes` });
    return;
  }
  const { status, value } = answerControl(target, { method, path, body });
  writeJson(response, status, value);
}

/** Browsers say where a request comes from; everything else that reaches a loopback port may use it. */
function isForeign({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBodyBytes) {
      return undefined;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function writeJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(`${JSON.stringify(value, null, 2)}\n`);
}
