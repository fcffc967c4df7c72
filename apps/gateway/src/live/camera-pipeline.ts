import {
  FanOut,
  GopBuffer,
  Packetizer,
  recorderPayloadTypes,
  VideoReceiver,
} from '@casement/media';
import type {
  AccessUnit,
  AccessUnitSink,
  CatchUpPolicy,
  FanOutStatistics,
  ReceiverStatistics,
  Sps,
} from '@casement/media';
import { parseRecorderInformation } from '@casement/protocol';
import type { LiveVideo } from './live-model.js';

/** What the media path tells its owner, in the middle of a packet: no waiting, no throwing. */
export type PipelineEvents = {
  /** A packet with the payload type of a video format came. */
  video(video: LiveVideo): void;
  /** A picture was handed on; `randomAccess` when decoding may start there. */
  picture(randomAccess: boolean, arrivalMs: number): void;
  /** The recorder's clock, in whole seconds since 1970. */
  recorderTime(epochS: number): void;
};

/**
 * The media path of one camera, from a packet to the viewers' sockets: order and loss, access units,
 * packetized once, GOP buffer, fan-out. All of it happens within `push`, without an `await`. It lives as long
 * as its camera and goes on through restarts, so that viewers see one continuous stream.
 */
export class CameraPipeline {
  readonly #receiver = new VideoReceiver();
  readonly #packetizer = new Packetizer();
  readonly #gop = new GopBuffer();
  readonly #fanOut = new FanOut(this.#gop);
  readonly #events: PipelineEvents;

  constructor(events: PipelineEvents) {
    this.#events = events;
  }

  /** Counters since the camera was first watched. */
  get received(): ReceiverStatistics {
    return this.#receiver.statistics;
  }

  get delivered(): FanOutStatistics {
    return this.#fanOut.statistics;
  }

  /** The SPS of the last IDR picture. */
  get video(): Sps | undefined {
    return this.#receiver.video;
  }

  /** Takes one RTP packet. Never throws. */
  push(packet: Uint8Array, arrivalMs: number): void {
    const video = videoOf(packet);
    if (video !== undefined) {
      this.#events.video(video);
    }
    this.#receiver.push(packet, arrivalMs);
    this.#drain();
  }

  /** Lets time pass for packets that wait for a missing one. */
  tick(nowMs: number): void {
    this.#receiver.tick(nowMs);
    this.#drain();
  }

  add(sink: AccessUnitSink, policy: CatchUpPolicy): void {
    this.#fanOut.add(sink, policy);
  }

  remove(sink: AccessUnitSink): void {
    this.#fanOut.remove(sink);
  }

  /** The stream stopped: whoever joins now must not be shown an old picture as if it were live. */
  forgetPictures(): void {
    this.#gop.clear();
  }

  #drain(): void {
    for (let unit = this.#receiver.pull(); unit !== undefined; unit = this.#receiver.pull()) {
      this.#deliver(unit);
    }
  }

  #deliver(unit: AccessUnit): void {
    this.#fanOut.push(this.#packetizer.packetize(unit));
    this.#events.picture(unit.randomAccess, unit.arrivalMs);
    if (unit.extension !== undefined) {
      const { timeEpochS } = parseRecorderInformation(unit.extension);
      if (timeEpochS !== undefined) {
        this.#events.recorderTime(timeEpochS);
      }
    }
  }
}

/** By the payload type alone (B17); `undefined` for audio and for what is no RTP. */
function videoOf(packet: Uint8Array): LiveVideo | undefined {
  if (packet.length < 12 || (packet.at(0) ?? 0) >> 6 !== 2) {
    return undefined;
  }
  const payloadType = (packet.at(1) ?? 0) & 0x7f;
  if (payloadType === recorderPayloadTypes.h264) {
    return 'H264';
  }
  return payloadType === recorderPayloadTypes.h265 ? 'H265' : undefined;
}
