import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket as TcpSocket } from 'node:net';
import {
  H264Payloader,
  H265Payloader,
  h265NalUnitType,
  nalUnitType,
  serializeRtpPacket,
  splitAnnexB,
} from '@casement/media';
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
import type { CameraConnection, LiveCompression, NvrRequest } from '@casement/protocol';
import type { RecorderConfig } from '../../config/config.js';
import { FakeRecordings } from './fake-recordings.js';
import { accessUnits, readFixture as read } from './fixture.js';

/** What a test makes the recorder answer instead of what it would. */
export type FakeAnswer =
  | {
      readonly status: number;
      readonly contentType?: string;
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

type Stream = {
  readonly uid: string;
  readonly camera: number;
  readonly compression: LiveCompression;
  /** Sends a packet, or over HTTP a part of another type. */
  readonly send: (packet: Uint8Array, contentType?: string) => void;
  readonly isHttp: boolean;
  readonly end: () => void;
  sequenceNumber: number;
};

type Wanted = Pick<Stream, 'uid' | 'camera' | 'compression'>;

const password = 'secret';

/** Access units of a tiny Baseline stream with an IDR every five pictures, and parameter sets with it. */
export const pictures: readonly (readonly Uint8Array[])[] = accessUnits(
  splitAnnexB(read('tiny-baseline.h264')),
  (nalUnit) => nalUnitType(nalUnit) <= 5,
);

/** The same in H.265 Main, of 128 x 96. */
export const h265Pictures: readonly (readonly Uint8Array[])[] = accessUnits(
  splitAnnexB(read('tiny-main.h265')),
  (nalUnit) => h265NalUnitType(nalUnit) < 32,
);

/** A picture of 128 x 96, and the one of 39 x 37 that stands for "no image" (B27). */
export const jpeg = read('tiny.jpg');
export const placeholderJpeg = read('placeholder.jpg');

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
  /** What cameras send; who asks for JPEG of another one gets the placeholder, and the other way round nothing. */
  video: 'h264' | 'h265' | 'jpeg' = 'h264';
  /** `silent`: the recorder agrees to send sound and sends none. `refused`: 204. */
  sound: 'g711' | 'silent' | 'refused' = 'refused';
  acceptedPassword = password;
  /** What it has recorded. */
  readonly recordings = new FakeRecordings();
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

  /** Another one for each of them. */
  get mac(): string {
    const port = this.#port.toString(16).padStart(4, '0').toUpperCase();
    return `02:00:00:00:${port.slice(0, 2)}:${port.slice(2)}`;
  }

  /** Streams that run, as `camera/uid`. */
  get streams(): readonly Pick<Stream, 'camera' | 'uid' | 'compression'>[] {
    return [...this.#streams].map(({ camera, uid, compression }) => ({ camera, uid, compression }));
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

  /** Sends the next picture of every stream, as a recorder does some times a second. */
  tick(timestamp = this.#picture * 9_000): void {
    for (const stream of this.#streams) {
      if (stream.compression === 'AUDIO') {
        this.#sendSound(stream);
      } else if (stream.compression === 'JPEG') {
        this.#sendJpeg(stream);
      } else if (this.video !== 'jpeg') {
        this.#sendPicture(stream, this.video, timestamp);
      }
    }
    this.#picture += 1;
  }

  #sendPicture(stream: Stream, video: 'h264' | 'h265', timestamp: number): void {
    const all = video === 'h264' ? pictures : h265Pictures;
    const nalUnits = all[this.#picture % all.length] ?? [];
    const payloader = video === 'h264' ? new H264Payloader() : new H265Payloader();
    const payloads = payloader.payloads(nalUnits, 1_400);
    payloads.forEach((payload, index) =>
      this.#sendRtp(stream, payload, {
        payloadType: video === 'h264' ? 98 : 101,
        marker: index === payloads.length - 1,
        timestamp,
      }),
    );
  }

  /** As NVR 2.3.5: behind a chunk of recorder information. */
  #sendJpeg(stream: Stream): void {
    const tlvs = this.#tlvs(stream);
    const length = tlvs.length + 4;
    const chunk = Uint8Array.of(0xff, 0xd8, 0xff, 0xfe, length >> 8, length & 0xff);
    const picture = this.video === 'jpeg' ? jpeg : placeholderJpeg;
    stream.send(Buffer.concat([chunk, tlvs, picture]), 'image/jpeg');
  }

  /** 20 ms of G.711. */
  #sendSound(stream: Stream): void {
    const samples = new Uint8Array(160).fill(0xd5);
    if (this.sound !== 'g711') {
      return;
    }
    if (stream.isHttp) {
      stream.send(Buffer.concat([Uint8Array.of(0), samples]), 'audio/g.711');
    } else {
      const timestamp = stream.sequenceNumber * 160;
      this.#sendRtp(stream, samples, { payloadType: 97, marker: true, timestamp });
    }
  }

  #sendRtp(
    stream: Stream,
    payload: Uint8Array,
    packet: { readonly payloadType: number; readonly marker: boolean; readonly timestamp: number },
  ): void {
    stream.send(
      serializeRtpPacket({
        ...packet,
        timestamp: packet.timestamp >>> 0,
        sequenceNumber: stream.sequenceNumber,
        ssrc: this.#ssrc + stream.camera + (packet.payloadType === 97 ? 0x80 : 0),
        extension: { profile: 0, bytes: this.#tlvs(stream) },
        payload,
      }),
    );
    stream.sequenceNumber = (stream.sequenceNumber + 1) & 0xffff;
  }

  #tlvs({ camera }: Stream): Uint8Array {
    const timeEpochS = Math.floor(Date.now() / 1000);
    return writeRecorderTlvs({ camera, timeEpochS, state: 'live' });
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
    if (path === '/cgi-bin/getinfo') {
      response.end(`MAC=${this.mac}\r\n`);
      return;
    }
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
        this.#stop(({ uid }) => uid === request.uid);
        this.recordings.forget(request.uid);
        reply(response, { status: 200 });
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
      case 'startLiveRtp':
      case 'startLiveHttp':
        if (request.compression === 'AUDIO' && !this.#maySound(request)) {
          reply(response, { status: 204 });
        } else if (request.command === 'startLiveRtp') {
          this.#startRtp(request, request.port);
          reply(response, { status: 200 });
        } else {
          this.#startHttp(request, incoming, response);
        }
        break;
      case 'stopLiveRtp':
      case 'stopLiveHttp':
        this.#stop(
          ({ uid, camera, compression }) =>
            uid === request.uid &&
            camera === request.camera &&
            (compression === 'AUDIO') === (request.compression === 'AUDIO'),
        );
        reply(response, { status: 200 });
        break;
    }
  }

  /** B12: pictures of the same camera have to run on the same UID. */
  #maySound({ uid, camera }: Pick<Stream, 'uid' | 'camera'>): boolean {
    const isRunning = this.streams.some((stream) => stream.uid === uid && stream.camera === camera);
    return isRunning && this.sound !== 'refused';
  }

  #startRtp({ uid, camera, compression }: Wanted, port: number): void {
    const send = (packet: Uint8Array): void => {
      if (this.udpArrives) {
        this.#udp.send(packet, port, '127.0.0.1');
      }
    };
    const end = (): void => undefined;
    const stream = { uid, camera, compression, send, isHttp: false, end, sequenceNumber: 100 };
    this.#streams.add(stream);
  }

  #startHttp(
    { uid, camera, compression }: Wanted,
    incoming: IncomingMessage,
    response: ServerResponse,
  ): void {
    response.writeHead(200, { 'Content-Type': 'multipart/x-mixed-replace; boundary=--myboundary' });
    response.flushHeaders();
    const stream: Stream = {
      uid,
      camera,
      compression,
      isHttp: true,
      send: (body, contentType = 'application/octet-stream') => {
        response.write(serializeMultipartPart({ headers: [['Content-type', contentType]], body }));
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
  const { status, contentType, body = '', announcedBytes, stalls, cuts } = answer;
  response.writeHead(status, {
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
