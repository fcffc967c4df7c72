import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { writeHeaderName } from '../faults/header-case.js';
import { Line } from '../net/line.js';
import type { DataAnswer, HeaderList, LiveAnswer, PageAnswer } from './answer.js';
import { answerCgi } from './answer-cgi.js';
import { splitTarget } from './cgi-request.js';
import type { Recorder } from './recorder.js';

/** Called with what should never happen: a defect of the simulator itself. */
export type DefectSink = (error: unknown) => void;

/** HTTP for the recorder: takes requests from lines, and writes answers as the faults want them. */
export class HttpSurface {
  readonly #recorder: Recorder;
  readonly #server: Server;

  constructor(recorder: Recorder, onDefect: DefectSink) {
    this.#recorder = recorder;
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => {
        response.destroy();
        onDefect(error);
      });
    });
  }

  /** Speaks HTTP on a connection. */
  accept(line: Line): void {
    this.#server.emit('connection', line);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Only lines come in through `accept`; the type of Node's server says socket.
    const line: unknown = request.socket;
    if (!(line instanceof Line)) {
      throw new TypeError('the request did not come over a line');
    }
    request.resume();
    const target = request.url ?? '/';
    await this.#beSlow(target);
    if (response.destroyed) {
      return;
    }
    const answer = answerCgi(this.#recorder, {
      method: request.method ?? '',
      target,
      authorization: request.headers.authorization,
      remoteAddress: line.remoteAddress,
    });
    switch (answer.kind) {
      case 'page':
        this.#writePage(response, answer);
        return;
      case 'live':
        this.#writeLive(response, line, answer);
        return;
      case 'data':
        await this.#writeData(response, line, answer);
    }
  }

  async #beSlow(target: string): Promise<void> {
    const slow = this.#recorder.faults.take('slow-answer', { cgi: splitTarget(target).cgi });
    if (slow !== undefined) {
      await wait(slow.delayMs, undefined, { ref: false });
    }
  }

  #writePage(response: ServerResponse, { status, headers, body }: PageAnswer): void {
    const bytes = Buffer.from(body, 'utf8');
    const length: HeaderList = status === 204 ? [] : [['Content-Length', String(bytes.length)]];
    response.sendDate = false;
    response.writeHead(status, this.#headerList([...headers, ...length]));
    response.end(bytes);
  }

  /** A length beyond the body is followed by the end of the connection. */
  async #writeData(response: ServerResponse, line: Line, answer: DataAnswer): Promise<void> {
    const { contentType, body, delayMs, statedLength = body.length, ended } = answer;
    // Both: the first to come frees the camera for the next request, which may be on its way already.
    response.on('finish', ended).on('close', ended);
    if (delayMs > 0) {
      await wait(delayMs, undefined, { ref: false });
    }
    if (response.destroyed) {
      return;
    }
    response.sendDate = false;
    response.strictContentLength = false;
    response.writeHead(
      200,
      this.#headerList([
        ['Connection', 'Keep-Alive'],
        ['Cache-Control', 'no-cache'],
        ['Content-Type', contentType],
        ['Content-Length', String(statedLength)],
      ]),
    );
    response.end(body, () => {
      if (statedLength > body.length) {
        line.end();
      }
    });
  }

  /** Neither a length nor chunks: the stream lasts as long as the connection. */
  #writeLive(response: ServerResponse, line: Line, { contentType, open }: LiveAnswer): void {
    response.sendDate = false;
    response.useChunkedEncodingByDefault = false;
    response.writeHead(
      200,
      this.#headerList([
        ['Connection', 'close'],
        ['Cache-Control', 'no-cache'],
        ['Content-Type', contentType],
      ]),
    );
    response.flushHeaders();
    const hangUp = open(response, line);
    response.on('close', hangUp);
  }

  #headerList(headers: HeaderList): string[] {
    const style = this.#recorder.faults.take('header-case')?.style;
    return headers.flatMap(([name, value]) => [style ? writeHeaderName(name, style) : name, value]);
  }
}
