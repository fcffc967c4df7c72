import { z } from 'zod';
import { faultCameras } from './fault-scope.js';
import type { PacketStage, StageContext } from './packet-stage.js';

/**
 * RTP timestamps that are wrong while packets go on: ahead (`jump`) or behind (`back`) by `seconds` from the moment on
 * when the fault is set, and as before when it is taken away; or standing still at the first one.
 */
export const timestampSchema = z.strictObject({
  kind: z.literal('timestamp'),
  ...faultCameras,
  form: z.enum(['jump', 'back', 'stand']),
  seconds: z.number().positive().max(40_000).default(10),
  /** Whose timestamps; without it those of both. */
  media: z.enum(['video', 'audio']).optional(),
});

/** See {@link timestampSchema}. */
export type TimestampFault = z.infer<typeof timestampSchema>;

const timestampAt = 4;
const audioPayloadType = 97;
const videoRateHz = 90_000;
/** Of sound a rate that all its clocks are near enough to: what counts is that the time is wrong. */
const audioRateHz = 48_000;

/** The stage that writes other timestamps; a stream has pictures or sound. */
export function createTimestampFault(fault: TimestampFault, { hit }: StageContext): PacketStage {
  let first: number | undefined;
  return {
    push: (packets) => {
      for (const packet of packets) {
        const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
        const media = (view.getUint8(1) & 0x7f) === audioPayloadType ? 'audio' : 'video';
        if (fault.media !== undefined && fault.media !== media) {
          continue;
        }
        const timestamp = view.getUint32(timestampAt);
        first ??= timestamp;
        view.setUint32(timestampAt, wrongTimestamp(fault, timestamp, first, media));
        hit(1);
      }
      return packets;
    },
  };
}

function wrongTimestamp(
  { form, seconds }: TimestampFault,
  timestamp: number,
  first: number,
  media: 'video' | 'audio',
): number {
  const ticks = Math.round(seconds * (media === 'audio' ? audioRateHz : videoRateHz));
  switch (form) {
    case 'jump':
      return (timestamp + ticks) % 2 ** 32;
    case 'back':
      return (timestamp - (ticks % 2 ** 32) + 2 ** 32) % 2 ** 32;
    case 'stand':
      return first;
  }
}
