import { ViewerLiveness } from './viewer-liveness.js';

const ticks = (liveness: ViewerLiveness, count: number): (string | undefined)[] =>
  Array.from({ length: count }, () => liveness.tick());

describe('ViewerLiveness', () => {
  it('gives a viewer up that reports every second and is silent for five ticks, and only then', () => {
    const liveness = new ViewerLiveness();
    liveness.connected();
    liveness.reported();
    liveness.tick();
    liveness.reported();
    expect(ticks(liveness, 4)).toEqual([undefined, undefined, undefined, undefined]);
    liveness.heard();
    expect(ticks(liveness, 5).at(-1)).toBe('nothing was heard of the browser for 5 s');
  });

  it('waits longer for one that only checks its path, or reports seldom', () => {
    const quiet = new ViewerLiveness();
    quiet.connected();
    for (let check = 0; check < 5; check += 1) {
      expect(ticks(quiet, 6)).not.toContain(expect.any(String));
      quiet.heard();
    }
    quiet.reported();
    expect(ticks(quiet, 6)).toEqual(Array.from({ length: 6 }, () => undefined));
    quiet.reported();
    expect(ticks(quiet, 13).indexOf('nothing was heard of the browser for 13 s')).toBe(12);
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
