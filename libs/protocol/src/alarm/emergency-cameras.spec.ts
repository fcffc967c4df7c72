import fc from 'fast-check';
import { readEmergencyCameras, writeEmergencyCameras } from './emergency-cameras.js';

describe('readEmergencyCameras', () => {
  it.each([
    ['the example of the document (AL05)', '20080201', [1, 10, 20, 30]],
    ['all 32 (AL28)', 'ffffffff', Array.from({ length: 32 }, (_, index) => index + 1)],
    ['none (AL28)', '00000000', []],
    ['either case', 'aA', [2, 4, 6, 8]],
    ['64 cameras (AL29)', '8000000000000001', [1, 64]],
    ['128 cameras', `8${'0'.repeat(31)}`, [128]],
  ])('A27: %s', (_name, text, cameras) => {
    expect(readEmergencyCameras(text)).toEqual(cameras);
  });

  it.each(['2008020G', '', ' 1', '0x1', '1'.repeat(33), '-1'])('A27: %j is none', (text) => {
    expect(readEmergencyCameras(text)).toBeUndefined();
  });
});

describe('writeEmergencyCameras', () => {
  it.each([
    [[1, 10, 20, 30], '20080201'],
    [[], '00000000'],
    [[64, 1], '8000000000000001'],
    [[128], `8${'0'.repeat(31)}`],
  ])('A27: %j', (cameras, text) => {
    expect(writeEmergencyCameras(cameras)).toBe(text);
  });

  it.each([[[0]], [[129]], [[1.5]], [[-1]]])('refuses %j', (cameras) => {
    expect(writeEmergencyCameras(cameras)).toBeUndefined();
  });

  it('property: what is written is read', () => {
    const anyCameras = fc.uniqueArray(fc.integer({ min: 1, max: 128 }));
    fc.assert(
      fc.property(anyCameras, (cameras) => {
        const sorted = [...cameras].sort((a, b) => a - b);
        expect(readEmergencyCameras(writeEmergencyCameras(cameras) ?? '')).toEqual(sorted);
      }),
    );
  });
});
