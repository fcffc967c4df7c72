import { z } from 'zod';
import type { PictureCodec } from '../media/index.js';
import type { Random } from '../random.js';
import { faultCameras } from './fault-scope.js';

/**
 * RTP payloads as no recorder should send them, in a part of the pictures: NAL units of reserved and unspecified types
 * between the good ones; a fragmented NAL unit whose first fragment is not there, although no number is missing; an
 * aggregation packet whose sizes lie; a payload without a byte.
 */
export const badPayloadSchema = z.strictObject({
  kind: z.literal('bad-payload'),
  ...faultCameras,
  form: z.enum(['forbidden-type', 'fragment-without-start', 'lying-aggregate', 'empty']),
  /** Probability for each picture. */
  rate: z.number().positive().max(1).default(0.2),
});

/** See {@link badPayloadSchema}. */
export type BadPayload = z.infer<typeof badPayloadSchema>;

/** First bytes of NAL units that must not come: in H.264 types 0, 30, 31 and 25 (STAP-B), then the forbidden bit. */
const h264Heads = [[0x60], [0x7e], [0x7f], [0x79], [0xe1]];
/** H.265: types 41 and 63, PACI (50), and the forbidden bit. */
const h265Heads = [
  [41 << 1, 1],
  [63 << 1, 1],
  [50 << 1, 1],
  [0x80 | (1 << 1), 1],
];

const h264Fragment = 28;
const h264Aggregate = 24;
const h265Fragment = 49;
const h265Aggregate = 48;
const startBit = 0x80;

/** The payloads of a picture as they are sent. */
export function spoilPayloads(
  form: BadPayload['form'],
  payloads: readonly Uint8Array[],
  codec: PictureCodec,
  random: Random,
): Uint8Array[] {
  const at = Math.floor(random() * payloads.length);
  switch (form) {
    case 'forbidden-type': {
      const heads = codec === 'h265' ? h265Heads : h264Heads;
      const head = heads[Math.floor(random() * heads.length)] ?? [];
      return insert(payloads, at, Uint8Array.from([...head, 1, 2, 3, 4, 5, 6, 7, 8]));
    }
    case 'fragment-without-start':
      return payloads.filter((payload) => !isFirstFragment(payload, codec));
    case 'lying-aggregate': {
      const head = codec === 'h265' ? [h265Aggregate << 1, 1] : [0x60 | h264Aggregate];
      // A size of 2, then one far beyond the end.
      return insert(payloads, at, Uint8Array.from([...head, 0, 2, 9, 9, 0xff, 0xf0, 1, 2, 3]));
    }
    case 'empty':
      return insert(payloads, at, new Uint8Array());
  }
}

function insert(payloads: readonly Uint8Array[], at: number, added: Uint8Array): Uint8Array[] {
  return [...payloads.slice(0, at), added, ...payloads.slice(at)];
}

function isFirstFragment(payload: Uint8Array, codec: PictureCodec): boolean {
  const first = payload[0] ?? 0;
  return codec === 'h265'
    ? ((first >> 1) & 0x3f) === h265Fragment && ((payload[2] ?? 0) & startBit) !== 0
    : (first & 0x1f) === h264Fragment && ((payload[1] ?? 0) & startBit) !== 0;
}
