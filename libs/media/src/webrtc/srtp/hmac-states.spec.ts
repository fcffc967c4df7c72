import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { firstSha1State, hmacStates } from './hmac-states.js';

/** A message of at most 55 bytes as the only block of SHA-1. */
function onlyBlock(message: Uint8Array): Uint8Array {
  const block = new Uint8Array(64);
  block.set(message);
  block[message.length] = 0x80;
  new DataView(block.buffer).setUint32(60, message.length * 8);
  return block;
}

function digest(state: Uint32Array): string {
  return [...state].map((word) => word.toString(16).padStart(8, '0')).join('');
}

describe('firstSha1State', () => {
  it('is the digest of a message of one block', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 55 }), (message) => {
        expect(digest(firstSha1State(onlyBlock(message)))).toBe(
          createHash('sha1').update(message).digest('hex'),
        );
      }),
    );
  });
});

describe('hmacStates', () => {
  it('are the states after the two key blocks of RFC 2104', () => {
    const key = Uint8Array.from({ length: 20 }, (_, index) => index * 7);
    const block = (pad: number) =>
      Uint8Array.from({ length: 64 }, (_, index) => (key[index] ?? 0) ^ pad);

    const { inner, outer } = hmacStates(key);

    expect(digest(inner)).toBe(digest(firstSha1State(block(0x36))));
    expect(digest(outer)).toBe(digest(firstSha1State(block(0x5c))));
    expect(digest(inner)).not.toBe(digest(outer));
  });
});
