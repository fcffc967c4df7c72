import fc from 'fast-check';
import { formatParameter, offeredFormats } from './offered-format.js';

const block = (formats: readonly string[], lines: readonly string[]) => ({
  kind: 'video',
  port: 9,
  protocol: 'UDP/TLS/RTP/SAVPF',
  formats,
  lines,
});

describe('offeredFormats', () => {
  it('gives each payload type its encoding and the first line of its parameters', () => {
    const formats = offeredFormats(
      block(
        ['96', '97', '96', '128', '0'],
        [
          'a=rtpmap:96 H264/90000',
          'a=rtpmap:97 H265/90000',
          'a=rtpmap:128 VP8/90000',
          'a=fmtp:96 packetization-mode=1;profile-level-id=42e01f',
          'a=fmtp:96 packetization-mode=0',
          'a=fmtp:97',
        ],
      ),
    );
    expect(formats).toEqual([
      {
        payloadType: 96,
        encoding: 'H264/90000',
        parameters: 'packetization-mode=1;profile-level-id=42e01f',
      },
      { payloadType: 97, encoding: 'H265/90000', parameters: '' },
      { payloadType: 0, encoding: 'PCMU/8000', parameters: '' },
    ]);
    expect(formatParameter(formats[0]?.parameters ?? '', 'packetization-mode')).toBe('1');
  });

  it('reads an offer full of formats and lines once, and nothing of it twice', () => {
    const types = Array.from({ length: 128 }, (_, type) => [
      `${type}`,
      `${type}`.padStart(2, '0'),
      `${type}`.padStart(3, '0'),
    ]).flat();
    const maps = [...new Set(types)].map((type) => `a=rtpmap:${type} H264/90000`);
    let reads = 0;
    const lines = new Proxy([...maps, ...Array.from({ length: 9_000 }, () => 'a=x')], {
      get: (target, key, receiver): unknown => {
        reads += typeof key === 'string' && /^\d+$/.test(key) ? 1 : 0;
        return Reflect.get(target, key, receiver);
      },
    });
    expect(offeredFormats(block(types, lines))).toHaveLength(new Set(types).size);
    expect(reads).toBeLessThanOrEqual(2 * lines.length);
  });

  it('never throws, and tells payload types of seven bits only', () => {
    const text = fc.string({ maxLength: 30 });
    const line = fc.oneof(
      text,
      text.map((value) => `a=rtpmap:${value}`),
      text.map((value) => `a=fmtp:${value}`),
    );
    fc.assert(
      fc.property(fc.array(text), fc.array(line), (formats, lines) => {
        for (const { payloadType } of offeredFormats(block(formats, lines))) {
          expect(payloadType).toBeGreaterThanOrEqual(0);
          expect(payloadType).toBeLessThanOrEqual(127);
        }
      }),
    );
  });
});
