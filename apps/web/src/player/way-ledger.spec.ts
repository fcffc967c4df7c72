import { forgiveAfterMs, WayLedger } from './way-ledger.js';

describe('WayLedger', () => {
  it('allows a way in use to break once', () => {
    const ledger = new WayLedger(() => 0);
    ledger.broke('webrtc', 'it broke');
    expect(ledger.failed.size).toBe(0);
    ledger.broke('webrtc', 'it broke again');
    expect([...ledger.failed]).toEqual([['webrtc', 'it broke again']]);
  });

  it('leaves a way that showed nothing at once, and forgives after a while', () => {
    let nowMs = 0;
    const ledger = new WayLedger(() => nowMs);
    ledger.showedNothing('websocket-mse', 'nothing came');
    expect(ledger.failed.has('websocket-mse')).toBe(true);
    nowMs = forgiveAfterMs;
    expect(ledger.failed.size).toBe(0);
    ledger.broke('websocket-mse', 'it broke');
    expect(ledger.failed.size).toBe(0);
  });

  it('forgives one way, or all', () => {
    const ledger = new WayLedger(() => 0);
    ledger.showedNothing('webrtc', 'x');
    ledger.showedNothing('hls', 'x');
    ledger.forgive('webrtc');
    expect([...ledger.failed.keys()]).toEqual(['hls']);
    ledger.forgive();
    expect(ledger.failed.size).toBe(0);
  });
});
