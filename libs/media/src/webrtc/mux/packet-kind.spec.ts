import { packetKind } from './packet-kind.js';

describe('packetKind', () => {
  const bounds = [
    [0, 'stun'],
    [3, 'stun'],
    [4, 'unknown'],
    [19, 'unknown'],
    [20, 'dtls'],
    [63, 'dtls'],
    [64, 'unknown'],
    [127, 'unknown'],
    [128, 'rtp'],
    [191, 'rtp'],
    [192, 'unknown'],
    [255, 'unknown'],
  ] as const;
  it.each(bounds)('RFC 7983: a first byte of %d is %s', (first, kind) => {
    expect(packetKind(Uint8Array.of(first, 96))).toBe(kind);
  });

  it.each([
    [191, 'rtp'],
    [192, 'rtcp'],
    [200, 'rtcp'],
    [223, 'rtcp'],
    [224, 'rtp'],
  ] as const)('RFC 5761: a second byte of %d is %s', (second, kind) => {
    expect(packetKind(Uint8Array.of(128, second))).toBe(kind);
  });

  it('needs bytes', () => {
    expect(packetKind(new Uint8Array(0))).toBe('empty');
    expect(packetKind(Uint8Array.of(128))).toBe('rtp');
  });
});
