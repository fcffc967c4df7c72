import { paceFor } from './pace.js';
import { everyPicture } from './picture-walk.js';

describe('paceFor', () => {
  const able = { intervalMs: 40, decodedPerSecond: 1_000, before: everyPicture };
  it.each([
    [0.25, { stride: 1, keysOnly: false }],
    [1, { stride: 1, keysOnly: false }],
    [2, { stride: 1, keysOnly: false }],
    [4, { stride: 2, keysOnly: false }],
    [16, { stride: 8, keysOnly: false }],
  ])('at speed %d', (speed, expected) => {
    expect(paceFor({ ...able, speed })).toMatchObject(expected);
  });

  it('takes key pictures where not all can be decoded, and all again only with ease', () => {
    const slow = paceFor({ ...able, speed: 16, decodedPerSecond: 300 });
    expect(slow.keysOnly).toBe(true);
    expect(paceFor({ ...able, speed: 16, decodedPerSecond: 600, before: slow }).keysOnly).toBe(
      true,
    );
    expect(paceFor({ ...able, speed: 16, decodedPerSecond: 900, before: slow }).keysOnly).toBe(
      false,
    );
  });

  it('shows all pictures at normal speed, however fast they follow and however slow the decoder is', () => {
    expect(paceFor({ ...able, speed: 1, intervalMs: 16, decodedPerSecond: 1 })).toEqual(
      everyPicture,
    );
  });
});
