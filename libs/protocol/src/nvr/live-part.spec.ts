import { fromHex, toHex } from '@casement/bytes';
import fc from 'fast-check';
import { MultipartParser } from '../http/multipart-parser.js';
import { serializeMultipartPart } from '../http/multipart-part.js';
import { classifyLivePart } from './live-part.js';
import type { LivePart } from './live-part.js';

const classify = (contentType: string | undefined, body: Uint8Array): LivePart =>
  classifyLivePart({
    headers: new Map(contentType === undefined ? [] : [['content-type', contentType]]),
    body,
  });

describe('classifyLivePart', () => {
  it('MP02 audio/g.726-32k: the byte in front goes, 32 is the bit rate', () => {
    const parser = new MultipartParser();
    parser.push(
      serializeMultipartPart({
        headers: [['Content-Type', 'audio/g.726-32k']],
        body: fromHex('001234'),
      }),
    );
    const part = parser.pull();
    expect(part === undefined ? undefined : classifyLivePart(part)).toEqual({
      kind: 'audio',
      codec: 'g726',
      clockRateHz: 8000,
      bitsPerSecond: 32000,
      bytes: fromHex('1234'),
    });
  });

  it.each([
    { type: 'audio/48kaac-lc', codec: 'aac', clockRateHz: 48000 },
    { type: 'Audio/16kAAC-LC; x=y', codec: 'aac', clockRateHz: 16000 },
    { type: 'audio/44kaac-lc', codec: 'aac', clockRateHz: 44100 },
    { type: 'audio/aac', codec: 'aac', clockRateHz: 48000 },
    { type: 'audio/g726', codec: 'g726', clockRateHz: 8000 },
    { type: 'audio/g.711', codec: 'g711', clockRateHz: 8000 },
    { type: 'audio/g711-64k', codec: 'g711', clockRateHz: 8000 },
  ])('B48 $type', ({ type, codec, clockRateHz }) => {
    expect(classify(type, fromHex('0000ff'))).toMatchObject({
      codec,
      clockRateHz,
      bytes: fromHex('00ff'),
    });
  });

  it('B46 keeps everything when the first byte is not 0x00, and says so', () => {
    expect(classify('audio/48kaac-lc', fromHex('2110'))).toMatchObject({
      bytes: fromHex('2110'),
      defect: 'audio part begins with 33; expected 0',
    });
    expect(classify('audio/48kaac-lc', new Uint8Array(0))).toMatchObject({
      bytes: new Uint8Array(0),
      defect: 'audio part without data',
    });
  });

  it.each([
    { name: '4 bytes', body: '00100030210001020304' },
    { name: '4 bytes for two AUs', body: '00200010001821000102ff' },
    { name: '2 bytes of a short AU', body: '0030210001020304' },
  ])('B.9 takes the 0x00 of an AU header of $name for what it is', ({ body }) => {
    const part = classify('audio/48kaac-lc', fromHex(body));
    expect(part).toMatchObject({ bytes: fromHex(body) });
    expect(part).not.toHaveProperty('defect');
    expect(classify('audio/48kaac-lc', fromHex(`00${body}`))).toMatchObject({
      bytes: fromHex(body),
    });
  });

  it.each([
    { type: 'application/octet-stream', kind: 'rtp' },
    { type: 'Application/Octet-Stream ; x', kind: 'rtp' },
    { type: 'image/jpeg', kind: 'jpeg' },
  ])('$type is $kind, without a copy', ({ type, kind }) => {
    const body = fromHex('9065');
    expect(classify(type, body)).toEqual({ kind, bytes: body });
  });

  it.each([
    { type: 'text/html', shown: 'text/html' },
    { type: 'audio/opus', shown: 'audio/opus' },
    { type: 'video/aac', shown: 'video/aac' },
    { type: undefined, shown: '' },
  ])('$type is unknown', ({ type, shown }) => {
    expect(classify(type, fromHex('00'))).toEqual({ kind: 'unknown', contentType: shown });
  });

  it('property: never throws, and drops at most one byte', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.constantFrom('audio/aac', 'audio/g.711', 'image/jpeg')),
        fc.uint8Array({ maxLength: 20 }),
        (type, body) => {
          const part = classify(type, body);
          const bytes = part.kind === 'unknown' ? body : part.bytes;
          expect(body.length - bytes.length).toBeLessThanOrEqual(1);
          expect(toHex(body)).toContain(toHex(bytes));
        },
      ),
    );
  });
});
