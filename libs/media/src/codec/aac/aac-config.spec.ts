import { fromHex, toHex } from '@casement/bytes';
import fc from 'fast-check';
import { MediaError } from '../../errors/media-error.js';
import { aacFrames } from '../../fixtures/aac-frames.js';
import { adtsHeader, adtsHeaderBytes } from './adts.js';
import { parseAudioSpecificConfig, serializeAudioSpecificConfig } from './audio-specific-config.js';
import { aacChannels } from './raw-data-block.js';
import { aacSampleRates } from './sample-rates.js';

describe('AudioSpecificConfig', () => {
  it.each([
    { hex: '1190', config: { objectType: 2, sampleRateHz: 48_000, channels: 2 } },
    { hex: '1408', config: { objectType: 2, sampleRateHz: 16_000, channels: 1 } },
    { hex: '1588', config: { objectType: 2, sampleRateHz: 8_000, channels: 1 } },
  ])('$hex', ({ hex, config }) => {
    expect(toHex(serializeAudioSpecificConfig(config))).toBe(hex);
    expect(parseAudioSpecificConfig(fromHex(hex))).toEqual(config);
  });

  it('is read as it was written', () => {
    const config = fc.record({
      objectType: fc.integer({ min: 1, max: 30 }),
      sampleRateHz: fc.oneof(
        fc.constantFrom(...aacSampleRates),
        fc.integer({ min: 1, max: 200_000 }),
      ),
      channels: fc.integer({ min: 1, max: 7 }),
    });
    fc.assert(
      fc.property(config, (fields) => {
        expect(parseAudioSpecificConfig(serializeAudioSpecificConfig(fields))).toEqual(fields);
      }),
    );
  });

  it('throws nothing but MediaError for arbitrary bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 8 }), (bytes) => {
        try {
          expect(parseAudioSpecificConfig(bytes).sampleRateHz).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(MediaError);
          expect(error).toHaveProperty('kind', 'audio-config');
        }
      }),
    );
  });

  it.each([
    { objectType: 0, sampleRateHz: 48_000, channels: 2 },
    { objectType: 2, sampleRateHz: 0, channels: 2 },
    { objectType: 2, sampleRateHz: 48_000, channels: 8 },
  ])('refuses to write $objectType, $sampleRateHz, $channels', (config) => {
    expect(() => serializeAudioSpecificConfig(config)).toThrow(MediaError);
  });
});

describe('adtsHeader', () => {
  it('is the header that ffmpeg writes', () => {
    // ffmpeg 5.1, `-ac 2 -c:a aac -f adts`: 48 kHz, 144 bytes with the header.
    const header = adtsHeader({ sampleRateHz: 48_000, channels: 2, unitBytes: 137 });
    expect(toHex(header)).toBe('fff14c80121ffc');
    expect(header).toHaveLength(adtsHeaderBytes);
  });

  it.each([
    { sampleRateHz: 47_000, channels: 2, unitBytes: 10 },
    { sampleRateHz: 48_000, channels: 0, unitBytes: 10 },
    { sampleRateHz: 48_000, channels: 2, unitBytes: 8_190 },
  ])('refuses $sampleRateHz Hz, $channels channels, $unitBytes bytes', (fields) => {
    expect(() => adtsHeader(fields)).toThrow(MediaError);
  });
});

describe('aacChannels', () => {
  it.each([
    { name: 'a pair', hex: '210001', channels: 2 },
    { name: 'a single channel', hex: '00c800', channels: 1 },
    // 110 0010 and two bytes of anything, 001: 1100010 0 1111 0000 ...
    { name: 'a fill element of 2 bytes, then a pair', hex: 'c4000040', channels: 2 },
    // 110 1111 00000010: 16 bytes, then 000.
    { name: 'a long fill element, then one channel', hex: `de04${'00'.repeat(17)}`, channels: 1 },
    // 100 0000 1 00000001, aligned already, one byte, 001.
    { name: 'a data stream element of 1 byte, then a pair', hex: '8101ff20', channels: 2 },
    { name: 'a fill element that is cut short', hex: 'd8', channels: undefined },
    { name: 'a program config element', hex: 'a0', channels: undefined },
    { name: 'the end', hex: 'e0', channels: undefined },
    { name: 'nothing', hex: '', channels: undefined },
  ])('$name: $channels', ({ hex, channels }) => {
    expect(aacChannels(fromHex(hex))).toBe(channels);
  });

  it.each([1, 2])('tells %i of every frame of ffmpeg', (channels) => {
    const units = aacFrames(0.2, 48_000, channels);
    expect(units.length).toBeGreaterThan(8);
    expect(new Set(units.map((unit) => aacChannels(unit)))).toEqual(new Set([channels]));
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect([1, 2, undefined]).toContain(aacChannels(bytes));
      }),
    );
  });
});
