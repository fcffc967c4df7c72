import { concatBytes, fromHex } from '@casement/bytes';
import fc from 'fast-check';
import { errorOf, outcomeOf } from '../fixtures/outcome.js';
import { SECOND_MS, padded } from '../fixtures/playback-vectors.js';
import { MAX_PLAYBACK_SOUND_BODY_BYTES } from './playback-layout.js';
import { parsePlaybackSoundBody } from './playback-sound-body.js';
import type { PlaybackSoundBody } from './playback-sound-body.js';
import { writePlaybackSoundBody } from './playback-sound-body-writer.js';

const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const framesOf = ({ frames }: PlaybackSoundBody): string[] => frames.map(toHex);
const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

const start = '6b01435900090000';
const end = '6b01435a00000000';

/** AU01: 16 bytes of G.711 behind one 0x00. */
function telephone({ size = 17, codec = 1, zone = '090000', sound = `00${'ff'.repeat(16)}` } = {}) {
  return padded(
    [
      `ff030002${hex(size, 8)}6b01435900${zone}${end}`,
      `00090000${hex(codec, 2)}000000`,
      '00'.repeat(32),
      sound,
    ].join(''),
  );
}

/** A block 0xFF14. */
function block(data: string, { info = 0, padding = -(data.length / 2) & 3, length = -1 } = {}) {
  const total = length < 0 ? 8 + data.length / 2 + padding : length;
  return `ff14${hex(total, 4)}${hex(padding, 2)}${hex(info, 2)}0000${data}${'00'.repeat(padding)}`;
}

/** A body 0xFF13; its size is that of the blocks. */
function aac(blocks: readonly string[], { header = 'ff12003c', rows = 3, size = -1 } = {}) {
  const sound = blocks.join('');
  return padded(
    [
      `ff130002${hex(size < 0 ? sound.length / 2 : size, 8)}`,
      `${header}${start}${end}00090000`,
      '00'.repeat(4 * (rows - 1)),
      '00'.repeat(28),
      sound,
    ].join(''),
  );
}
const unit = '210001020304';

describe('parsePlaybackSoundBody', () => {
  it('AU01 G.711 without the 0x00 in front', () => {
    const body = parsePlaybackSoundBody(telephone());
    expect(body).toMatchObject({
      codec: 'g711',
      camera: 2,
      startMs: SECOND_MS,
      endMs: SECOND_MS + 1000,
      timeZoneMinutes: 540,
      summerTime: false,
      defects: [],
    });
    expect(framesOf(body)).toEqual(['ff'.repeat(16)]);
  });

  it('G.726 without a 0x00 in front loses nothing, and never more than one', () => {
    const sound = `11${'22'.repeat(15)}`;
    expect(framesOf(parsePlaybackSoundBody(telephone({ codec: 0, sound, size: 16 })))).toEqual([
      sound,
    ]);
    const zeros = parsePlaybackSoundBody(telephone({ codec: 0, sound: '000011', size: 3 }));
    expect(zeros.codec).toBe('g726');
    expect(framesOf(zeros)).toEqual(['0011']);
  });

  it('AU02 AAC in three framings', () => {
    const blocks = [
      block(`00${unit}`),
      block(`0000100030${unit}`, { info: 1 }),
      block(`0030${unit}`, { info: 1 }),
    ];
    const body = parsePlaybackSoundBody(aac(blocks));
    expect(body).toMatchObject({ codec: 'aac', camera: 2, startMs: SECOND_MS, defects: [] });
    expect(framesOf(body)).toEqual([unit, unit, unit]);
  });

  it('B.9 takes several access units out of one block, and headers that are not announced', () => {
    const blocks = [block(`002000300018${unit}aabbcc`), block(`00100030${unit}`)];
    expect(framesOf(parsePlaybackSoundBody(aac(blocks)))).toEqual([unit, 'aabbcc', unit]);
  });

  it('B50 takes the data as it is when no AU header adds up', () => {
    const body = parsePlaybackSoundBody(aac([block(unit, { info: 1 })]));
    expect(framesOf(body)).toEqual([unit]);
    expect(body.defects).toEqual(['AU info 1, but no AU header adds up: taken as it is']);
  });

  it.each([
    { name: 'AU03 a header without the lost row', header: 'ff120038', rows: 2, defects: 0 },
    { name: 'a header whose length lies', header: 'ff120010', rows: 3, defects: 1 },
    { name: 'a length with the row and a body without', header: 'ff12003c', rows: 2, defects: 1 },
    { name: 'another id', header: 'ff11003c', rows: 3, defects: 1 },
  ])('$name', ({ header, rows, defects }) => {
    const body = parsePlaybackSoundBody(aac([block(`00${unit}`)], { header, rows }));
    expect(framesOf(body)).toEqual([unit]);
    expect(body.defects).toHaveLength(defects);
  });

  it.each([
    { name: 'larger than the body', bytes: telephone({ size: 5000 }), frames: 1, text: 'declared' },
    { name: '0', bytes: telephone({ size: 0 }), frames: 0, text: 'declared size is 0' },
    { name: '0, AAC', bytes: aac([block(unit)], { size: 0 }), frames: 0, text: 'size is 0' },
    { name: 'large, AAC', bytes: aac([block(unit)], { size: 9999 }), frames: 1, text: 'declared' },
  ])('AU04 size $name', ({ bytes, frames, text }) => {
    const body = parsePlaybackSoundBody(bytes);
    expect(body.frames).toHaveLength(frames);
    expect(body.defects[0]).toContain(text);
  });

  it.each([
    { name: 'length 7', broken: block(unit, { length: 7 }) },
    { name: 'more padding than data', broken: block(unit, { padding: 9, length: 16 }) },
    { name: 'a length beyond the sound', broken: block(unit, { length: 400 }) },
  ])('AU05 a block with $name ends the sound; what came before is kept', ({ broken }) => {
    const body = parsePlaybackSoundBody(aac([block(`00${unit}`), broken, block(unit)]));
    expect(framesOf(body)).toEqual([unit]);
    expect(body.defects).toHaveLength(1);
  });

  it('AU06 refuses 0xFF04 with a hint', () => {
    const bytes = aac([block(unit).replace('ff14', 'ff04')]);
    expect(errorOf(() => parsePlaybackSoundBody(bytes)).message).toBe(
      '0xff04, which is a misprint in 3.3.2.2; expected 0xff14 (byte 68 of a playback sound body)',
    );
  });

  it.each([
    { name: 'AU07 codec 2', bytes: telephone({ codec: 2 }), text: 'codec 2; expected 0 for G.726' },
    { name: 'another id', bytes: fromHex('ff15'), text: '0xff15; expected 0xff03 or 0xff13' },
    { name: 'one byte', bytes: Uint8Array.of(0xff), text: '1 byte' },
    { name: 'no byte', bytes: new Uint8Array(), text: 'no byte' },
    { name: 'half a header', bytes: telephone().subarray(0, 50), text: '50 bytes' },
    { name: 'half a header of AAC', bytes: aac([]).subarray(0, 20), text: '20 bytes' },
    {
      name: 'too much',
      bytes: new Uint8Array(MAX_PLAYBACK_SOUND_BODY_BYTES + 1),
      text: 'at most 4194304',
    },
  ])('refuses $name', ({ bytes, text }) => {
    expect(errorOf(() => parsePlaybackSoundBody(bytes)).message).toContain(text);
  });

  it('reads the zone, and leaves one out that makes no sense', () => {
    const body = parsePlaybackSoundBody(telephone({ zone: '051ec0' }));
    expect(body).toMatchObject({ timeZoneMinutes: -330, summerTime: true });
    const odd = parsePlaybackSoundBody(telephone({ zone: 'ffff00' }));
    expect(odd.timeZoneMinutes).toBeUndefined();
    expect(odd.defects).toEqual(['time zone 255:255; expected 0..23 and 0..59']);
  });

  it('names sound that ends before it starts', () => {
    const bytes = telephone();
    bytes.set(fromHex('6b014358'), 16);
    expect(parsePlaybackSoundBody(bytes).defects).toEqual(['the sound ends before it starts']);
  });

  it('keeps a limited number of access units', () => {
    const blocks = Array.from({ length: 1030 }, () => block(`00${unit}`));
    const body = parsePlaybackSoundBody(aac(blocks));
    expect(body.frames).toHaveLength(1024);
    expect(body.defects).toEqual(['6 access units beyond the first 1024 left out']);
  });
});

describe('writePlaybackSoundBody', () => {
  const frames = [fromHex(unit), fromHex('2111223344')];
  const input = {
    camera: 2,
    startMs: SECOND_MS,
    endMs: SECOND_MS + 1000,
    timeZoneMinutes: 540,
    summerTime: false,
  };

  it('writes layout B.9 byte for byte', () => {
    const g711 = writePlaybackSoundBody({
      ...input,
      codec: 'g711',
      frames: [fromHex('ff'.repeat(16))],
    });
    expect(toHex(g711)).toBe(toHex(telephone()));
    const blocks = [block(`00${unit}`), block('002111223344')];
    expect(toHex(writePlaybackSoundBody({ ...input, codec: 'aac', frames }))).toBe(
      toHex(aac(blocks)),
    );
  });

  it.each([
    { name: 'a camera', wrong: { camera: 65536 } },
    { name: 'a time', wrong: { startMs: -1 } },
    { name: 'an access unit', wrong: { frames: [new Uint8Array(8192)] } },
    { name: 'a zone', wrong: { timeZoneMinutes: 1440 } },
  ])('refuses $name that does not fit', ({ wrong }) => {
    const error = errorOf(() =>
      writePlaybackSoundBody({ ...input, codec: 'aac', frames, ...wrong }),
    );
    expect(error.kind).toBe('playback-body');
  });

  it('property: everything comes back, in every framing', () => {
    const frame = fc
      .uint8Array({ minLength: 1, maxLength: 200 })
      .map((tail) => concatBytes([Uint8Array.of(0x21), tail]));
    fc.assert(
      fc.property(
        fc.constantFrom('aac' as const, 'g711' as const, 'g726' as const),
        fc.array(frame, { minLength: 1, maxLength: 5 }),
        fc.record({
          leadingZero: fc.boolean(),
          auHeader: fc.constantFrom('none' as const, 'rfc3640' as const, 'short' as const),
          padTo4K: fc.boolean(),
        }),
        fc.integer({ min: -1439, max: 1439 }),
        (codec, written, style, timeZoneMinutes) => {
          const bytes = writePlaybackSoundBody(
            { ...input, codec, frames: written, timeZoneMinutes },
            style,
          );
          const body = parsePlaybackSoundBody(bytes);
          expect(body).toMatchObject({ ...input, codec, timeZoneMinutes, frames: body.frames });
          expect(body.defects).toEqual([]);
          expect(framesOf(body)).toEqual(
            codec === 'aac' ? written.map(toHex) : [toHex(concatBytes(written))],
          );
        },
      ),
    );
  });
});

describe('parsePlaybackSoundBody, any bytes', () => {
  function requireViews(bytes: Uint8Array): void {
    const outcome = outcomeOf(() => parsePlaybackSoundBody(bytes));
    if ('error' in outcome) {
      expect(['playback-body', 'playback-empty']).toContain(outcome.error.kind);
      return;
    }
    for (const frame of outcome.value.frames) {
      expect(frame.buffer).toBe(bytes.buffer);
      expect(frame.byteOffset - bytes.byteOffset + frame.length).toBeLessThanOrEqual(bytes.length);
    }
  }

  it('property: random and changed bytes give views of themselves or ProtocolError', () => {
    const starts = fc.constantFrom('', 'ff03', 'ff13', 'ff1300020000ffffff12003c');
    fc.assert(
      fc.property(starts, fc.uint8Array({ maxLength: 300 }), (first, tail) => {
        requireViews(concatBytes([fromHex(first), tail]));
      }),
    );
    const vector = aac([block(`00${unit}`), block(`0000100030${unit}`, { info: 1 })]);
    fc.assert(
      fc.property(fc.nat(120), fc.nat(255), fc.nat(140), (at, value, length) => {
        const copy = vector.slice();
        copy.set([value], at);
        requireViews(copy);
        requireViews(copy.subarray(0, length));
      }),
    );
  });
});
