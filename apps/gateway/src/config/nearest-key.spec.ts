import fc from 'fast-check';
import { nearestKey } from './nearest-key.js';

const KEYS = ['host', 'port', 'basePath', 'trustProxy', 'tls'];

describe('nearestKey', () => {
  it.each([
    ['prot', 'port'],
    ['basepath', 'basePath'],
    ['trustProxies', 'trustProxy'],
    ['hosst', 'host'],
    ['elephant', undefined],
    ['', undefined],
    ['x'.repeat(10_000), undefined],
  ])('%s: %s', (key, expected) => {
    expect(nearestKey(key, KEYS)).toBe(expected);
  });

  it('finds every key with one slip, and never throws', () => {
    fc.assert(
      fc.property(fc.constantFrom(...KEYS), fc.nat(), fc.string(), (key, at, noise) => {
        const place = at % (key.length - 1);
        const swapped = `${key.slice(0, place)}${key.charAt(place + 1)}${key.charAt(place)}${key.slice(place + 2)}`;
        expect(nearestKey(swapped, KEYS)).toBe(key);
        expect([undefined, ...KEYS]).toContain(nearestKey(noise, KEYS));
      }),
    );
  });
});
