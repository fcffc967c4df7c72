import { ViewerLiveness } from './viewer-liveness.js';

const ticks = (liveness: ViewerLiveness, count: number): (string | undefined)[] =>
  Array.from({ length: count }, () => liveness.tick());

describe('ViewerLiveness', () => {
  it('gives a viewer up that is silent for five ticks, and only then', () => {
    const liveness = new ViewerLiveness();
    liveness.connected();
    expect(ticks(liveness, 4)).toEqual([undefined, undefined, undefined, undefined]);
    liveness.heard();
    expect(ticks(liveness, 5).at(-1)).toBe('nothing was heard of the browser for 5 s');
  });

  it('gives fifteen ticks to connect, and says how far it came', () => {
    const never = new ViewerLiveness();
    expect(ticks(never, 15).filter((reason) => reason !== undefined)).toEqual([
      "the browser did not reach the gateway's port within 15 s",
    ]);
    const half = new ViewerLiveness();
    ticks(half, 14);
    // Checks alone do not extend the time for the handshake.
    half.heard();
    expect(half.tick()).toBe('the DTLS handshake did not finish within 15 s');
  });
});
