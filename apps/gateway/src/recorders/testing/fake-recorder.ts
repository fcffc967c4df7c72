import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket as TcpSocket } from 'node:net';
import { join } from 'node:path';
import { H264Payloader, nalUnitType, serializeRtpPacket, splitAnnexB } from '@casement/media';
import {
  Credentials,
  parseDigestAuthorization,
  parseNvrRequest,
  serializeCameraConnections,
  serializeLoginPage,
  serializeMultipartPart,
  serializeWwwAuthenticate,
  verifyDigest,
  writeRecorderTlvs,
} from '@casement/protocol';
import type { CameraConnection, NvrRequest } from '@casement/protocol';
import type { RecorderConfig } from '../../config/config.js';

/** What a test makes the recorder answer instead of what it would. */
export type FakeAnswer =
  | { readonly status: number; readonly contentType?: string; readonly body?: string }
  /** The connection is cut. */
  | 'reset'
  /** No answer at all. */
  | 'hang';

/** One request as it was understood. */
export type SeenRequest = { readonly atMs: number; readonly request: NvrRequest };

type Stream = {
  readonly uid: string;
  readonly camera: number;
  readonly send: (packet: Uint8Array) => void;
  readonly end: () => void;
  sequenceNumber: number;
};

const password = 'secret';

/** Access units of a tiny Baseline stream with an IDR every five pictures, and parameter sets with it. */
export const pictures: readonly (readonly Uint8Array[])[] = accessUnits(
  splitAnnexB(readFileSync(join(import.meta.dirname, 'tiny-baseline.h264'))),
);

function accessUnits(nalUnits: readonly Uint8Array[]): Uint8Array[][] {
  const units: Uint8Array[][] = [[]];
  for (const nalUnit of nalUnits) {
    units.at(-1)?.push(nalUnit);
    if (nalUnitType(nalUnit) <= 5) {
      units.push([]);
    }
  }
  return units.filter(({ length }) => length > 0);
}

/** A recorder of a few hundred lines over real sockets: logins, sessions and live streams. */
export class FakeRecorder {
  readonly seen: SeenRequest[] = [];
  readonly uids = new Set<string>();
  /** Sessions of others. */
  othersUids = 0;
  maxUid = 16;
  cameras: CameraConnection[] = [1, 2, 3, 4].map((number) => ({ number, connection: 'ok' }));
  /** Firmware before v1.5 has no camera list. */
  hasCameraList = true;
  /** Answers instead of the normal one; `undefined` for the normal one. */
  answer: (request: NvrRequest) => FakeAnswer | undefined = () => undefined;
  /** Whether datagrams arrive: `false` is a firewall. */
  udpArrives = true;
  payloadType = 98;
  acceptedPassword = password;
  #nonce = 1;
  #nextUid = 9_223_372_036_854_775_000n;
  #ssrc = 0x1000;
  #picture = 0;
  readonly #streams = new Set<Stream>();
  readonly #sockets = new Set<TcpSocket>();
  readonly #udp: Socket = createSocket('udp4');
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

  /** Streams that run, as `camera/uid`. */
  get streams(): readonly { readonly camera: number; readonly uid: string }[] {
    return [...this.#streams].map(({ camera, uid }) => ({ camera, uid }));
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

  /** Sends the next picture of every stream, as a recorder does some times a second. */
  tick(timestamp = this.#picture * 9_000): void {
    const nalUnits = pictures[this.#picture % pictures.length] ?? [];
    this.#picture += 1;
    for (const stream of this.#streams) {
      const payloads = new H264Payloader().payloads(nalUnits, 1_400);
      payloads.forEach((payload, index) => {
        stream.send(
          serializeRtpPacket({
            payloadType: this.payloadType,
            marker: index === payloads.length - 1,
            sequenceNumber: stream.sequenceNumber,
            timestamp: timestamp >>> 0,
            ssrc: this.#ssrc + stream.camera,
            extension: {
              profile: 0,
              bytes: writeRecorderTlvs({
                camera: stream.camera,
                timeEpochS: Math.floor(Date.now() / 1000),
                state: 'live',
              }),
            },
            payload,
          }),
        );
        stream.sequenceNumber = (stream.sequenceNumber + 1) & 0xffff;
      });
    }
  }

  /** Begins the next GOP: the next picture is an IDR. */
  nextIdr(): void {
    this.#picture = Math.ceil(this.#picture / 5) * 5;
  }

  /** Somebody else takes all sessions. */
  evict(): void {
    this.uids.clear();
    this.#endStreams();
  }

  /** Comes back with nothing of before. */
  async reboot(): Promise<void> {
    await this.close();
    this.uids.clear();
    this.#ssrc += 0x100;
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
    this.#endStreams();
    this.#sockets.forEach((socket) => socket.destroy());
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** As `close`, for good. */
  async dispose(): Promise<void> {
    await this.close();
    await new Promise<void>((resolve) => {
      this.#udp.close(() => resolve());
    });
  }

  #endStreams(): void {
    for (const stream of this.#streams) {
      stream.end();
    }
    this.#streams.clear();
  }

  #handle(incoming: IncomingMessage, response: ServerResponse): void {
    const target = incoming.url ?? '';
    const [path = '', query = ''] = target.split('?');
    const request = parseNvrRequest(path, query);
    const isSecondTry = incoming.headers.authorization !== undefined;
    if (request.command !== 'login' || isSecondTry) {
      this.seen.push({ atMs: performance.now(), request });
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
    request: Exclude<NvrRequest, { command: 'login' } | { command: 'cameraConnections' }>,
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
        this.#stop(({ uid }) => uid === request.uid);
        reply(response, { status: 200 });
        break;
      case 'startLiveRtp':
        this.#startRtp(request.uid, request.camera, request.port);
        reply(response, { status: 200 });
        break;
      case 'startLiveHttp':
        this.#startHttp(request.uid, request.camera, incoming, response);
        break;
      case 'stopLiveRtp':
      case 'stopLiveHttp':
        this.#stop(({ uid, camera }) => uid === request.uid && camera === request.camera);
        reply(response, { status: 200 });
        break;
    }
  }

  #startRtp(uid: string, camera: number, port: number): void {
    const send = (packet: Uint8Array): void => {
      if (this.udpArrives) {
        this.#udp.send(packet, port, '127.0.0.1');
      }
    };
    this.#streams.add({ uid, camera, send, end: () => undefined, sequenceNumber: 100 });
  }

  #startHttp(
    uid: string,
    camera: number,
    incoming: IncomingMessage,
    response: ServerResponse,
  ): void {
    response.writeHead(200, { 'Content-Type': 'multipart/x-mixed-replace; boundary=--myboundary' });
    response.flushHeaders();
    const stream: Stream = {
      uid,
      camera,
      send: (packet) => {
        response.write(
          serializeMultipartPart({
            headers: [['Content-type', 'application/octet-stream']],
            body: packet,
          }),
        );
      },
      end: () => response.destroy(),
      sequenceNumber: 100,
    };
    this.#streams.add(stream);
    incoming.socket.on('close', () => this.#streams.delete(stream));
  }

  #stop(isMeant: (stream: Stream) => boolean): void {
    for (const stream of this.#streams) {
      if (isMeant(stream)) {
        stream.end();
        this.#streams.delete(stream);
      }
    }
  }
}

function reply(
  response: ServerResponse,
  { status, contentType, body = '' }: Exclude<FakeAnswer, string>,
): void {
  response.writeHead(status, contentType === undefined ? {} : { 'Content-Type': contentType });
  response.end(body);
}
