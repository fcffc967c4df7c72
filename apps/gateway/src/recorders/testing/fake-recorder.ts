import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket as TcpSocket } from 'node:net';
import {
  Credentials,
  parseDigestAuthorization,
  parseNvrRequest,
  serializeCameraConnections,
  serializeLoginPage,
  serializeWwwAuthenticate,
  verifyDigest,
} from '@casement/protocol';
import type { CameraConnection, NvrRequest } from '@casement/protocol';
import type { RecorderConfig } from '../../config/config.js';
import { FakeLive, type FakeLiveSettings } from './fake-live.js';
import { FakeRecordings } from './fake-recordings.js';

/** What a test makes the recorder answer instead of what it would. */
export type FakeAnswer =
  | {
      readonly status: number;
      readonly contentType?: string;
      /** Further ones. */
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string | Uint8Array;
      /** Content-Length, true or not. */
      readonly announcedBytes?: number;
      /** Nothing follows, and the connection stays. */
      readonly stalls?: true;
      /** The connection is cut behind it. */
      readonly cuts?: true;
    }
  /** The connection is cut. */
  | 'reset'
  /** No answer at all. */
  | 'hang';

/** One request as it was understood. */
export type SeenRequest = { readonly atMs: number; readonly request: NvrRequest };

const password = 'secret';

/** A recorder of a few hundred lines over real sockets: logins, sessions and live streams. */
export class FakeRecorder implements FakeLiveSettings {
  readonly seen: SeenRequest[] = [];
  /** Whether it knows its disks under the path of v1.4R1 only (B60). */
  isDisksAsPrinted = false;
  readonly uids = new Set<string>();
  /** Sessions of others. */
  othersUids = 0;
  maxUid = 16;
  cameras: CameraConnection[] = [1, 2, 3, 4].map((number) => ({ number, connection: 'ok' }));
  /** Firmware before v1.5 has no camera list. */
  hasCameraList = true;
  /** Answers instead of the normal one; `undefined` for the normal one. */
  answer: (request: NvrRequest) => FakeAnswer | undefined = () => undefined;
  udpArrives = true;
  video: FakeLiveSettings['video'] = 'h264';
  sound: FakeLiveSettings['sound'] = 'refused';
  acceptedPassword = password;
  /** What it has recorded. */
  readonly recordings = new FakeRecordings();
  #nonce = 1;
  #nextUid = 9_223_372_036_854_775_000n;
  readonly #live = new FakeLive(this);
  readonly #sockets = new Set<TcpSocket>();
  readonly #server: Server;
  #port = 0;

  constructor() {
    this.#server = createServer((request, response) => this.#handle(request, response));
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  static async start(): Promise<FakeRecorder> {
    const recorder = new FakeRecorder();
    await recorder.listen();
    return recorder;
  }

  get url(): URL {
    return new URL(`http://127.0.0.1:${this.#port}`);
  }

  /** Another one for each of them. */
  get mac(): string {
    const port = this.#port.toString(16).padStart(4, '0').toUpperCase();
    return `02:00:00:00:${port.slice(0, 2)}:${port.slice(2)}`;
  }

  /** See {@link FakeLive.streams}. */
  get streams(): FakeLive['streams'] {
    return this.#live.streams;
  }

  /** START and STOP in the order in which they came, such as `START AUDIO`. */
  get liveCommands(): readonly string[] {
    return this.seen.flatMap(({ request }) =>
      'compression' in request
        ? [`${request.command.startsWith('start') ? 'START' : 'STOP'} ${request.compression}`]
        : [],
    );
  }

  /** A configuration with which a gateway reaches it; commands need no distance. */
  config(change: Partial<RecorderConfig> = {}): RecorderConfig {
    return {
      id: 'hq',
      name: 'Head office',
      kind: 'nvr',
      url: this.url,
      credentials: new Credentials('admin', password),
      transport: 'auto',
      timeZone: 'UTC',
      cameras: 'auto',
      pacing: { controlMs: 0, ptzMs: 0 },
      uidLimit: 12,
      origin: 'file',
      ...change,
    };
  }

  /** Requests of one kind. */
  count(command: NvrRequest['command']): number {
    return this.seen.filter(({ request }) => request.command === command).length;
  }

  /** See {@link FakeLive.tick}. */
  tick(timestamp?: number): void {
    this.#live.tick(timestamp);
  }

  /** See {@link FakeLive.nextIdr}. */
  nextIdr(): void {
    this.#live.nextIdr();
  }

  /** Somebody else takes all sessions. */
  evict(): void {
    this.uids.clear();
    this.#live.stop(() => true);
  }

  /** Comes back with nothing of before. */
  async reboot(): Promise<void> {
    await this.close();
    this.uids.clear();
    this.#live.beginAnew();
    await this.listen(this.#port);
  }

  async listen(port = 0): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.listen(port, '127.0.0.1', () => resolve());
    });
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Goes away: no answer to anything, all connections cut. */
  async close(): Promise<void> {
    this.#live.stop(() => true);
    this.#sockets.forEach((socket) => socket.destroy());
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** As `close`, for good. */
  async dispose(): Promise<void> {
    await this.close();
    await this.#live.dispose();
  }

  #handle(incoming: IncomingMessage, response: ServerResponse): void {
    const target = incoming.url ?? '';
    const [path = '', query = ''] = target.split('?');
    if (path === '/cgi-bin/getinfo') {
      response.end(`MAC=${this.mac}\r\n`);
      return;
    }
    const usualPath = path.replace('/cgi-bin//cgi-bin/', '/cgi-bin/');
    const request = parseNvrRequest(usualPath, query);
    const isSecondTry = incoming.headers.authorization !== undefined;
    if (request.command !== 'login' || isSecondTry) {
      this.seen.push({ atMs: performance.now(), request });
    }
    if (request.command === 'recordedTimes' && this.isDisksAsPrinted !== (path !== usualPath)) {
      reply(response, { status: 404 });
      return;
    }
    const answer = this.answer(request);
    if (answer === 'hang') {
      return;
    }
    if (answer === 'reset') {
      incoming.socket.destroy();
    } else if (answer) {
      reply(response, answer);
    } else {
      this.#answerTo(request, incoming, response);
    }
  }

  #answerTo(request: NvrRequest, incoming: IncomingMessage, response: ServerResponse): void {
    if (request.command === 'login') {
      this.#login(incoming, response);
    } else if (request.command === 'cameraConnections') {
      this.#cameraList(response);
    } else if (request.command === 'recordedTimes') {
      reply(response, { status: 200, contentType: 'text/html', body: this.recordings.times() });
    } else if (!this.uids.has(request.uid)) {
      reply(response, { status: 401 });
    } else {
      this.#withUid(request, incoming, response);
    }
  }

  #login(incoming: IncomingMessage, response: ServerResponse): void {
    const header = incoming.headers.authorization;
    const isRight =
      header !== undefined &&
      verifyDigest({
        authorization: parseDigestAuthorization(header),
        method: 'GET',
        password: this.acceptedPassword,
        nonce: `nonce${this.#nonce}`,
      });
    if (!isRight) {
      response.setHeader(
        'WWW-Authenticate',
        serializeWwwAuthenticate({
          realm: 'Network disk recorder',
          nonce: `nonce${this.#nonce}`,
          qop: 'auth',
          algorithm: 'MD5',
          stale: false,
        }),
      );
      reply(response, { status: 401 });
      return;
    }
    this.#nextUid += 1n;
    const uid = String(this.#nextUid);
    this.uids.add(uid);
    reply(response, { status: 200, contentType: 'text/html', body: serializeLoginPage(uid) });
  }

  /** The nonce of the recorder is not good any more. */
  renewNonce(): void {
    this.#nonce += 1;
  }

  #cameraList(response: ServerResponse): void {
    const body = serializeCameraConnections({
      cameras: this.cameras,
      maxUid: this.maxUid,
      usedUid: this.uids.size + this.othersUids,
    });
    reply(
      response,
      this.hasCameraList ? { status: 200, contentType: 'text/html', body } : { status: 404 },
    );
  }

  #withUid(
    request: Exclude<NvrRequest, { command: 'login' | 'cameraConnections' | 'recordedTimes' }>,
    incoming: IncomingMessage,
    response: ServerResponse,
  ): void {
    switch (request.command) {
      case 'setupLive':
      case 'keepAlive':
        reply(response, { status: 200, contentType: 'text/html', body: 'OK' });
        break;
      case 'logout':
        this.uids.delete(request.uid);
        this.#live.stop(({ uid }) => uid === request.uid);
        this.recordings.forget(request.uid);
        reply(response, { status: 200 });
        break;
      case 'moveCamera':
      case 'centreCamera':
      case 'focusCamera':
      case 'irisCamera':
      case 'auxCamera':
      case 'storePreset':
      case 'goToPreset':
        reply(response, { status: 200, contentType: 'text/html', body: 'OK' });
        break;
      case 'mask':
      case 'play':
      case 'goToDate':
      case 'reversePlay':
      case 'pause':
      case 'nextFrame':
      case 'previousFrame':
      case 'fastForward':
      case 'fastReverse':
      case 'stopPlayback':
        this.recordings.control(request);
        reply(response, { status: 200, contentType: 'text/html', body: 'OK' });
        break;
      case 'playbackVideo':
        replyData(response, this.recordings.video(request.uid, request.camera));
        break;
      case 'playbackAudio':
        replyData(response, this.recordings.audio(request.uid, request.camera));
        break;
      case 'errorLog':
      case 'eventLog':
        reply(response, {
          status: 200,
          contentType: 'text/html',
          body: this.recordings.log(request.command === 'errorLog' ? 'error' : 'event'),
        });
        break;
      case 'download':
        // Tests of downloads have a recorder of their own.
        reply(response, { status: 404 });
        break;
      case 'startLiveRtp':
      case 'startLiveHttp':
        if (request.compression === 'AUDIO' && !this.#live.maySound(request)) {
          reply(response, { status: 204 });
        } else if (request.command === 'startLiveRtp') {
          this.#live.startRtp(request, request.port);
          reply(response, { status: 200 });
        } else {
          this.#live.startHttp(request, incoming, response);
        }
        break;
      case 'stopLiveRtp':
      case 'stopLiveHttp':
        this.#live.stop(
          ({ uid, camera, compression }) =>
            uid === request.uid &&
            camera === request.camera &&
            (compression === 'AUDIO') === (request.compression === 'AUDIO'),
        );
        reply(response, { status: 200 });
        break;
    }
  }
}

/** 204 where there is nothing. */
function replyData(response: ServerResponse, body: Uint8Array | undefined): void {
  reply(
    response,
    body === undefined
      ? { status: 204 }
      : { status: 200, contentType: 'application/octet-stream', body },
  );
}

function reply(response: ServerResponse, answer: Exclude<FakeAnswer, string>): void {
  const { status, contentType, headers, body = '', announcedBytes, stalls, cuts } = answer;
  response.writeHead(status, {
    ...headers,
    ...(contentType === undefined ? {} : { 'Content-Type': contentType }),
    ...(announcedBytes === undefined ? {} : { 'Content-Length': announcedBytes }),
  });
  if (cuts === true) {
    response.write(body, () => response.destroy());
  } else if (stalls === true) {
    response.write(body);
  } else {
    response.end(body);
  }
}
