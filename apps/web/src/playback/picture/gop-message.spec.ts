import fc from 'fast-check';
import { playbackMessage, sampleGopData, sampleGopHeader } from '../../testing/recorded-gops.js';
import { GopMessageError, messageLimits, parsePlaybackMessage } from './gop-message.js';

const sound = {
  generation: 3,
  startMs: 1_000,
  codec: 'pcmu',
  sampleRate: 8_000,
  channels: 1,
  description: null,
  frames: [
    { bytes: 3, samples: 160 },
    { bytes: 2, samples: 160 },
  ],
};

describe('parsePlaybackMessage', () => {
  it('takes a GOP apart without copying it', () => {
    const header = sampleGopHeader({ startMs: 1_636_894_800_000 });
    const message = playbackMessage(1, header, sampleGopData(header));
    const parsed = parsePlaybackMessage(message);
    expect(parsed).toMatchObject({ kind: 'gop', header });
    expect(parsed.data.buffer).toBe(message);
    expect(parsed.data).toHaveLength(20);
  });

  it('takes sound apart', () => {
    const parsed = parsePlaybackMessage(playbackMessage(2, sound, new Uint8Array(5)));
    expect(parsed).toMatchObject({ kind: 'sound', header: sound });
  });

  const header = sampleGopHeader({ startMs: 0, count: 2 });
  it.each([
    ['an unknown kind', playbackMessage(3, header, new Uint8Array(8)), /kind 3/],
    ['no bytes', new ArrayBuffer(0), /0 bytes/],
    [
      'too little data',
      playbackMessage(1, header, new Uint8Array(7)),
      /7 bytes of data, expected 8/,
    ],
    ['too much data', playbackMessage(1, header, new Uint8Array(9)), /9 bytes of data/],
    ['the header of the other kind', playbackMessage(2, header, new Uint8Array(8)), /header/],
    [
      'pictures without bytes',
      playbackMessage(1, {
        ...header,
        pictures: [{ timeMs: 0, bytes: 0, key: true, show: true }],
      }),
      /0 bytes as length of part 0/,
    ],
    [
      'a negative length that another one makes up for',
      playbackMessage(1, {
        ...header,
        pictures: [8, -8].map((bytes) => ({ timeMs: 0, bytes, key: true, show: true })),
      }),
      /-8 bytes/,
    ],
    ['no size', playbackMessage(1, { ...header, width: 0 }, new Uint8Array(8)), /0 x 360/],
    ['no sample rate', playbackMessage(2, { ...sound, sampleRate: 0 }, new Uint8Array(5)), /0 Hz/],
    [
      'more parts than anybody sends',
      playbackMessage(
        2,
        { ...sound, frames: Array(messageLimits.parts + 1).fill({ bytes: 1, samples: 1 }) },
        new Uint8Array(messageLimits.parts + 1),
      ),
      /4097 parts/,
    ],
  ])('refuses %s', (_, message, words) => {
    expect(() => parsePlaybackMessage(message)).toThrow(words);
  });

  it('takes a GOP without pictures: whoever shows it has to do with that', () => {
    const parsed = parsePlaybackMessage(playbackMessage(1, { ...header, pictures: [] }));
    expect(parsed.data).toHaveLength(0);
  });

  it('survives any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.constantFrom(1, 2, 9), (bytes, kind) => {
        const message = new Uint8Array(bytes);
        message[0] = kind;
        try {
          parsePlaybackMessage(message.buffer);
        } catch (error) {
          expect(error).toBeInstanceOf(GopMessageError);
        }
      }),
    );
  });

  it('survives any header', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(1, 2), (json, kind) => {
        const message = playbackMessage(kind, JSON.parse(`[${json}]`) as object);
        expect(() => parsePlaybackMessage(message)).toThrow(GopMessageError);
      }),
    );
  });

  it('refuses every truncation of a message', () => {
    const whole = playbackMessage(1, header, sampleGopData(header));
    for (let length = 0; length < whole.byteLength; length += 1) {
      expect(() => parsePlaybackMessage(whole.slice(0, length))).toThrow(GopMessageError);
    }
  });

  it('reads back what was put together', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ bytes: fc.integer({ min: 1, max: 50 }), timeMs: fc.nat() }), {
          maxLength: 20,
        }),
        (parts) => {
          const written = {
            ...header,
            pictures: parts.map((part, index) => ({ ...part, key: index === 0, show: true })),
          };
          const data = sampleGopData(written).map((_, index) => index & 0xff);
          const parsed = parsePlaybackMessage(playbackMessage(1, written, data));
          expect(parsed.header).toEqual(written);
          expect([...parsed.data]).toEqual([...data]);
        },
      ),
    );
  });
});
