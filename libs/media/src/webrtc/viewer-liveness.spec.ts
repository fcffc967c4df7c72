import { ViewerLiveness } from './viewer-liveness.js';

function ticks(liveness: ViewerLiveness, count: number): (string | undefined)[] {
  return Array.from({ length: count }, () => liveness.tick());
}

describe('ViewerLiveness', () => {
  it('gives up a browser that never comes after 15 s', () => {
    const answers = ticks(new ViewerLiveness(), 15);
    expect(answers.slice(0, 14).every((answer) => answer === undefined)).toBe(true);
    expect(answers[14]).toBe("the browser did not reach the gateway's UDP port within 15 s");
  });

  it('gives up a handshake that does not finish, counted from the start', () => {
    const liveness = new ViewerLiveness();
    ticks(liveness, 10);
    liveness.heard();
    liveness.heard();
    expect(ticks(liveness, 5)[4]).toBe('the DTLS handshake did not finish within 15 s');
  });

  it('gives up a connected browser after 10 s of silence, and never one that is heard', () => {
    const liveness = new ViewerLiveness();
    liveness.heard();
    liveness.connected();
    for (let second = 0; second < 100; second += 1) {
      expect(ticks(liveness, 9).every((answer) => answer === undefined)).toBe(true);
      liveness.heard();
    }
    expect(ticks(liveness, 10)[9]).toBe('nothing was heard of the browser for 10 s');
  });
});
