import { soundDescription } from './sound-description.js';

describe('soundDescription', () => {
  it.each([
    ['aac', 48_000, 2, 'mp4a.40.2', '1190'],
    ['aac', 16_000, 1, 'mp4a.40.2', '1408'],
    // A rate of no table: 15, and the rate in 24 bits.
    ['aac', 8_001, 1, 'mp4a.40.2', '17800fa088'],
    ['opus', 48_000, 1, 'opus', undefined],
    ['pcmu', 8_000, 1, 'ulaw', undefined],
    ['pcma', 8_000, 1, 'alaw', undefined],
  ] as const)('%s, %d Hz, %d channels', (codec, sampleRateHz, channels, name, description) => {
    const found = soundDescription({ codec, sampleRateHz, channels });
    expect(found).toMatchObject({ codec: name, sampleRate: sampleRateHz, channels });
    expect(
      typeof found?.description === 'string'
        ? Buffer.from(found.description, 'base64').toString('hex')
        : undefined,
    ).toBe(description);
  });

  it('has no name for what no browser decodes', () => {
    expect(soundDescription({ codec: 'g726', sampleRateHz: 8_000, channels: 1 })).toBeNull();
  });
});
