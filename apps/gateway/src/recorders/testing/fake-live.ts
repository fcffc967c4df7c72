import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  H264Payloader,
  H265Payloader,
  h265NalUnitType,
  nalUnitType,
  serializeRtpPacket,
  splitAnnexB,
} from '@casement/media';
import { serializeMultipartPart, writeRecorderTlvs } from '@casement/protocol';
import type { LiveCompression } from '@casement/protocol';
import { accessUnits, readFixture as read } from './fixture.js';

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

/** What a START or STOP names. */
type Wanted = Pick<Stream, 'uid' | 'camera' | 'compression'>;

/** What a test may change while streams run. */
export type FakeLiveSettings = {
  /** Whether datagrams arrive: `false` is a firewall. */
  readonly udpArrives: boolean;
  /** What cameras send; who asks for JPEG of another one gets the placeholder, and the other way round nothing. */
  readonly video: 'h264' | 'h265' | 'jpeg';
  /** `silent`: the recorder agrees to send sound and sends none. `refused`: 204. */
  readonly sound: 'g711' | 'silent' | 'refused';
};

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

/** The live streams of a fake recorder, over RTP and over HTTP: tiny pictures, sent whenever a test says so. */
export class FakeLive {
  readonly #settings: FakeLiveSettings;
  readonly #streams = new Set<Stream>();
  readonly #udp: Socket = createSocket('udp4');
  #ssrc = 0x1000;
  #picture = 0;

  constructor(settings: FakeLiveSettings) {
    this.#settings = settings;
  }

  /** Streams that run. */
  get streams(): readonly Pick<Stream, 'camera' | 'uid' | 'compression'>[] {
    return [...this.#streams].map(({ camera, uid, compression }) => ({ camera, uid, compression }));
  }

  /** Sends the next picture of every stream, as a recorder does some times a second. */
  tick(timestamp = this.#picture * 9_000): void {
    for (const stream of this.#streams) {
      if (stream.compression === 'AUDIO') {
        this.#sendSound(stream);
      } else if (stream.compression === 'JPEG') {
        this.#sendJpeg(stream);
      } else if (this.#settings.video !== 'jpeg') {
        this.#sendPicture(stream, this.#settings.video, timestamp);
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
    const picture = this.#settings.video === 'jpeg' ? jpeg : placeholderJpeg;
    stream.send(Buffer.concat([chunk, tlvs, picture]), 'image/jpeg');
  }

  /** 20 ms of G.711. */
  #sendSound(stream: Stream): void {
    const samples = new Uint8Array(160).fill(0xd5);
    if (this.#settings.sound !== 'g711') {
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

  /** After a reboot streams have other sources. */
  beginAnew(): void {
    this.#ssrc += 0x100;
  }

  /** B12: pictures of the same camera have to run on the same UID. */
  maySound({ uid, camera }: Pick<Stream, 'uid' | 'camera'>): boolean {
    const isRunning = this.streams.some((stream) => stream.uid === uid && stream.camera === camera);
    return isRunning && this.#settings.sound !== 'refused';
  }

  /** START over RTP. */
  startRtp({ uid, camera, compression }: Wanted, port: number): void {
    const send = (packet: Uint8Array): void => {
      if (this.#settings.udpArrives) {
        this.#udp.send(packet, port, '127.0.0.1');
      }
    };
    const end = (): void => undefined;
    const stream = { uid, camera, compression, send, isHttp: false, end, sequenceNumber: 100 };
    this.#streams.add(stream);
  }

  /** START over HTTP: the answer is the stream. */
  startHttp(
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

  /** Ends the streams that are meant. */
  stop(isMeant: (stream: Stream) => boolean): void {
    for (const stream of this.#streams) {
      if (isMeant(stream)) {
        stream.end();
        this.#streams.delete(stream);
      }
    }
  }

  /** Lets go of the port. */
  async dispose(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#udp.close(() => resolve());
    });
  }
}
