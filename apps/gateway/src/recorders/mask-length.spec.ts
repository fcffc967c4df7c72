import type { CameraConfig } from '../config/config.js';
import { maskLength } from './mask-length.js';

describe('maskLength', () => {
  const camera = (number: number): CameraConfig => ({ number, codec: 'auto', ptzScale: 16 });
  const listed = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      number: index + 1,
      connection: 'ok' as const,
    }));

  it.each([
    ['the lines of the list', listed(9), 'auto' as const, 9],
    ['the list goes before what is configured', listed(16), [camera(40)], 16],
    ['no list', null, 'auto' as const, 16],
    ['not asked yet', undefined, [camera(3)], 16],
    ['a size in which all fit', null, [camera(3), camera(17)], 32],
    ['the largest', null, [camera(128)], 128],
    ['an empty list', [], [camera(33)], 64],
  ])('%s', (_name, connections, configured, expected) => {
    expect(maskLength(connections, configured)).toBe(expected);
  });
});
