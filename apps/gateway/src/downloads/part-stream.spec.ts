import fc from 'fast-check';
import { PartStreamError } from './part-head.js';
import { PartStream, type PartPiece } from './part-stream.js';
import { answerBytes, downloadType } from './testing/download-answer.js';

/** Heads, and the bytes behind each, joined. */
function joined(pieces: readonly PartPiece[]): { names: (string | undefined)[]; bodies: Buffer[] } {
  const names: (string | undefined)[] = [];
  const bodies: Buffer[] = [];
  for (const piece of pieces) {
    if (piece.kind === 'part') {
      names.push(piece.headers.get('x-temp-filename'));
      bodies.push(Buffer.alloc(0));
    } else {
      bodies.push(Buffer.concat([bodies.pop() ?? Buffer.alloc(0), piece.bytes]));
    }
  }
  return { names, bodies };
}

const bodies = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 });

describe('PartStream', () => {
  it('property: gives the parts again, however they are cut', () => {
    fc.assert(
      fc.property(bodies, fc.array(fc.integer({ min: 1, max: 200 })), (list, cuts) => {
        const bytes = answerBytes(list.map((body, n) => ({ temporary: `${n}.tmp`, body })));
        const stream = new PartStream(downloadType);
        const pieces: PartPiece[] = [];
        let at = 0;
        for (const cut of [...cuts, bytes.length]) {
          pieces.push(...stream.push(bytes.subarray(at, at + cut)));
          at = Math.min(bytes.length, at + cut);
        }
        const found = joined(pieces);
        expect(found.names).toEqual(list.map((_, n) => `filename = "${n}.tmp"`));
        expect(found.bodies.map((body) => body.toString('hex'))).toEqual(
          list.map((body) => Buffer.from(body).toString('hex')),
        );
        expect(stream.isBetween).toBe(true);
      }),
    );
  });

  it('property: a truncated stream is either between two parts, or says that it is not', () => {
    const body = Buffer.from('0123456789');
    const bytes = answerBytes([{ temporary: 'a.tmp', body }, { previous: 'a.mp4' }]);
    const whole = joined(new PartStream(downloadType).push(bytes));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: bytes.length }), (length) => {
        const stream = new PartStream(downloadType);
        const found = joined(stream.push(bytes.subarray(0, length)));
        expect(found.names.length).toBeLessThanOrEqual(whole.names.length);
        if (stream.isBetween && found.bodies.length > 0) {
          expect(found.bodies[0]).toEqual(body);
        }
      }),
    );
  });

  it('property: random bytes never throw anything but its own error', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 4_000 })), (chunks) => {
        const stream = new PartStream('multipart/x-mixed-replace');
        try {
          chunks.forEach((chunk) => stream.push(chunk));
          expect(stream.isBetween || !stream.isBetween).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(PartStreamError);
        }
      }),
    );
  });

  it.each([
    ['a length that is none', '--myboundary\r\nContent-Length: 1e9\r\n\r\nabc'],
    ['a length beyond all', '--myboundary\r\nContent-Length: 999999999999999\r\n\r\nabc'],
  ])('refuses a part with %s', (_, text) => {
    const stream = new PartStream(downloadType);
    expect(() => stream.push(Buffer.from(text))).toThrow(PartStreamError);
  });

  it('B14 property: a body without a length ends at its delimiter, however it is cut', () => {
    // Hyphens and line ends, so that much looks like the beginning of a delimiter.
    const body = fc.array(fc.constantFrom(0x0d, 0x0a, 0x2d, 0x6d, 0x79), { maxLength: 60 });
    fc.assert(
      fc.property(
        fc.array(body, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('', '--', '--\r\n'),
        fc.array(fc.integer({ min: 1, max: 40 })),
        (list, close, cuts) => {
          const bytes = Buffer.concat([
            ...list.map((each, n) =>
              Buffer.concat([
                Buffer.from(`--myboundary\r\nX-Temp-FileName: ${n}\r\n\r\n`),
                Uint8Array.from(each),
                Buffer.from('\r\n'),
              ]),
            ),
            Buffer.from(`--myboundary${close}`),
          ]);
          const stream = new PartStream(downloadType);
          const pieces: PartPiece[] = [];
          let at = 0;
          for (const cut of [...cuts, bytes.length]) {
            pieces.push(...stream.push(bytes.subarray(at, at + cut)));
            at = Math.min(bytes.length, at + cut);
          }
          expect(joined(pieces).bodies.map((each) => [...each])).toEqual(list);
          expect(stream.isBetween).toBe(true);
        },
      ),
    );
  });

  it('B14 a last part without length and bytes is through, one with bytes is not', () => {
    const head = '--myboundary\r\nX-Prev-Filename: a\r\n\r\n';
    for (const [text, isBetween] of [
      [head, true],
      [`${head}\r\n`, true],
      [`${head}abc`, false],
      [`${head}abc\r\n`, false],
      [`${head}abc\r\n--myb`, false],
      [`${head}abc\r\n--myboundary--`, true],
    ] as const) {
      const stream = new PartStream(downloadType);
      stream.push(Buffer.from(text));
      expect([text, stream.isBetween]).toEqual([text, isBetween]);
    }
  });

  it.each(['', 'Content-Length: 3\r\n'])('is over at the closing delimiter (%j)', (length) => {
    const stream = new PartStream(downloadType);
    const text = `--myboundary\r\n${length}X-Prev-Filename: a\r\n\r\nabc\r\n--myboundary--\r\n`;
    const isOver = Array.from(text, (character) => {
      stream.push(Buffer.from(character));
      return stream.isOver;
    });
    expect(isOver.at(-1)).toBe(true);
    expect(isOver.slice(0, text.lastIndexOf('-'))).not.toContain(true);
  });

  it('a length that is too short is noticed, one that is too long leaves the part open', () => {
    const part = (length: number) =>
      Buffer.from(`--myboundary\r\nContent-Length: ${length}\r\n\r\n0123456789\r\n`);
    const end = Buffer.from('--myboundary\r\nContent-Length: 0\r\n\r\n\r\n');
    expect(() => new PartStream(downloadType).push(Buffer.concat([part(7), end]))).toThrow(
      /found 3 bytes behind a part/,
    );
    const long = new PartStream(downloadType);
    long.push(Buffer.concat([part(70), end]));
    expect(long.isBetween).toBe(false);
  });

  it('takes what stands before the first part, and lines that end in LF', () => {
    const stream = new PartStream('multipart/form-data; boundary = "myboundary"');
    const found = joined(
      stream.push(
        Buffer.from('hello\n\n--myboundary\nContent-Length: 3\nX-Temp-FileName: a\n\nabc\n'),
      ),
    );
    expect(found).toEqual({ names: ['a'], bodies: [Buffer.from('abc')] });
  });

  it('does not look for a part without end', () => {
    const stream = new PartStream(downloadType);
    expect(() => stream.push(Buffer.alloc(20_000, 'x'))).toThrow(/no part in 16384 bytes/);
  });

  it('a body of a file is not kept', () => {
    const stream = new PartStream(downloadType);
    stream.push(Buffer.from('--myboundary\r\nContent-Length: 100000000\r\n\r\n'));
    const chunk = Buffer.alloc(1_000_000);
    const [piece] = stream.push(chunk);
    expect(piece).toEqual({ kind: 'bytes', bytes: chunk });
    expect(stream.isBetween).toBe(false);
  });
});
