import { concatBytes } from '@casement/bytes';
import { randomInteger } from '../random.js';
import type { Random } from '../random.js';
import type { AlarmFaultName } from './alarm-request.js';

/** What is written to one connection. */
export type AlarmTransmission = {
  /** Each is a segment of its own. */
  readonly pieces: readonly Uint8Array[];
  /** Neither written to nor closed after that. */
  readonly leavesOpen: boolean;
};

/** More than a receiver may keep of a connection (A28). */
const oversizedBytes = 70_000;

/** An extension area of the largest size, to be repeated without end (AL30). */
const largestArea = concatBytes([
  Uint8Array.of(0, 1, 2, 0, 2, 0x41, 0, 0),
  new Uint8Array(504).fill(0x41),
]);

/** Where the byte with the extension flag is in the basic message. */
const flagAt = 15;

/**
 * Turns a message into what a connection gets when that goes wrong. `coalesced` and `duplicate` are a matter of several
 * messages and leave each of them as it is.
 *
 * @param keepBytes what is left of a truncated message
 */
export function planTransmission(
  message: Uint8Array,
  fault: AlarmFaultName,
  random: Random,
  keepBytes?: number,
): AlarmTransmission {
  switch (fault) {
    case 'none':
    case 'coalesced':
    case 'duplicate':
      return whole(message);
    case 'split':
      return { pieces: Array.from(message, (byte) => Uint8Array.of(byte)), leavesOpen: false };
    case 'truncated':
      return whole(
        message.subarray(
          0,
          Math.min(keepBytes ?? 1 + randomInteger(random, message.length - 1), message.length - 1),
        ),
      );
    case 'oversized':
      return whole(oversized(message));
    case 'garbage':
      return whole(garbage(random));
    case 'half-open':
      return { pieces: [message.subarray(0, Math.ceil(message.length / 2))], leavesOpen: true };
  }
}

/** Several messages on one connection (A23). */
export function joinTransmissions(messages: readonly Uint8Array[]): AlarmTransmission {
  return whole(concatBytes(messages));
}

function whole(bytes: Uint8Array): AlarmTransmission {
  return { pieces: [bytes], leavesOpen: false };
}

function oversized(message: Uint8Array): Uint8Array {
  const basic = message.slice(0, 20);
  basic[flagAt] = 0x80;
  const areas = Math.ceil(oversizedBytes / largestArea.length);
  return concatBytes([basic, ...Array.from({ length: areas }, () => largestArea)]);
}

/** Between 20 and 2,019 bytes of noise. */
function garbage(random: Random): Uint8Array {
  return Uint8Array.from({ length: 20 + randomInteger(random, 2_000) }, () =>
    randomInteger(random, 256),
  );
}
