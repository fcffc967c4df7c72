import { concatBytes, fromHex, toHex } from '@casement/bytes';
import fc from 'fast-check';
import { anyPlaces, cutAt } from '../fixtures/chunks.js';
import type { ProtocolErrorKind } from '../protocol-error.js';
import { ProtocolError } from '../protocol-error.js';
import { boundaryFromContentType } from './multipart-boundary.js';
import type { MultipartDefect } from './multipart-defect.js';
import { MultipartParser } from './multipart-parser.js';
import type { MultipartParserOptions } from './multipart-options.js';
import type { MultipartPart } from './multipart-part.js';
import { serializeMultipartEnd, serializeMultipartPart } from './multipart-part.js';

const rtpPacket1 = fromHex(
  '9065123400015f90112233440000000700040008000300000007000c6b01435900090000000d000801000000460150',
);
const rtpPacket2 = fromHex('8065000300015f9011223344620193af11');

type Result = {
  readonly parts: { headers: [string, string][]; body: string }[];
  readonly error: ProtocolErrorKind | undefined;
  readonly defects: Partial<Record<MultipartDefect, number>>;
  readonly state: string;
};

const ascii = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
const shown = ({ headers, body }: MultipartPart): Result['parts'][number] => ({
  headers: [...headers],
  body: toHex(body, body.length),
});

/** Reads a stream that arrives in these chunks, pulling after each. */
function read(chunks: readonly Uint8Array[], options: MultipartParserOptions = {}): Result {
  const parser = new MultipartParser(options);
  const parts: MultipartPart[] = [];
  let error: ProtocolErrorKind | undefined;
  const pullAll = (): void => {
    try {
      for (let part = parser.pull(); part !== undefined; part = parser.pull()) {
        parts.push(part);
      }
    } catch (thrown) {
      if (!(thrown instanceof ProtocolError)) {
        throw thrown;
      }
      error = thrown.kind;
    }
  };
  for (const chunk of chunks) {
    parser.push(chunk);
    pullAll();
  }
  parser.end();
  pullAll();
  return {
    parts: parts.map(shown),
    error,
    defects: Object.fromEntries(parser.defects),
    state: parser.state,
  };
}

const part = (body: string | Uint8Array, headers: Record<string, string> = {}): Uint8Array =>
  serializeMultipartPart({
    headers: Object.entries(headers),
    body: typeof body === 'string' ? ascii(body) : body,
  });
const bodies = (result: Result): string[] =>
  result.parts.map(({ body }) => Buffer.from(body, 'hex').toString('latin1'));

const octets = { 'Content-type': 'application/octet-stream' };
const mp01 = concatBytes([part(rtpPacket1, octets), part(rtpPacket2, octets)]);
const twoRtpParts: Result['parts'] = [rtpPacket1, rtpPacket2].map((packet) => ({
  headers: [
    ['content-type', 'application/octet-stream'],
    ['content-length', String(packet.length)],
  ],
  body: toHex(packet),
}));

describe('MultipartParser', () => {
  it('MP01 two RTP parts, 220 bytes', () => {
    expect(mp01).toHaveLength(220);
    expect(read([mp01])).toEqual({
      parts: twoRtpParts,
      error: undefined,
      defects: {},
      state: 'ended',
    });
  });

  it('MP02 an audio part of 71 bytes', () => {
    const stream = part(fromHex('001234'), { 'Content-Type': 'audio/g.726-32k' });
    expect(stream).toHaveLength(71);
    expect(read([stream]).parts).toEqual([
      {
        headers: [
          ['content-type', 'audio/g.726-32k'],
          ['content-length', '3'],
        ],
        body: '001234',
      },
    ]);
  });

  it('MP03 MP01 cut after every byte, and into single bytes', () => {
    const whole = read([mp01]);
    for (let at = 1; at < mp01.length; at += 1) {
      expect(read(cutAt(mp01, [at]))).toEqual(whole);
    }
    expect(read(Array.from(mp01, (byte) => Uint8Array.of(byte)))).toEqual(whole);
  });

  it.each(['=--myboundary', ' =--myboundary', '=myboundary', '="--myboundary"'])(
    'MP04 boundary%s',
    (parameter) => {
      const boundary = boundaryFromContentType(`multipart/x-mixed-replace; boundary${parameter}`);
      expect(read([mp01], { boundary }).parts).toEqual(twoRtpParts);
    },
  );

  it('MP04 a stream that follows RFC 2046 to the letter: two dashes more than its boundary', () => {
    const stream = serializeMultipartPart({
      headers: [],
      body: ascii('x'),
      delimiter: '----myboundary',
    });
    expect(bodies(read([stream], { boundary: '--myboundary' }))).toEqual(['x']);
  });

  it('MP05 without Content-Length: up to the next delimiter line', () => {
    const result = read([
      ascii(
        '--myboundary\r\nContent-type: image/jpeg\r\n\r\none\r\ntwo\n--myboundary2\r\n\r\n--myboundary\r\n',
      ),
      ascii('\r\n\r\n--myboundary\n\n--myboundary\n\nlast\n--myboundary--'),
    ]);
    expect(bodies(result)).toEqual(['one\r\ntwo\n--myboundary2\r\n', '', '', 'last']);
    expect(result.defects).toEqual({ 'no-content-length': 4, 'bare-line-feed': 2 });
  });

  it('MP06 a body that contains a delimiter line is kept whole', () => {
    const body = 'a\r\n--myboundary\r\nb\r\n--myboundary--\r\n';
    expect(bodies(read([concatBytes([part(body), part('next')])]))).toEqual([body, 'next']);
  });

  it.each([
    { name: 'no CRLF after the body', gap: '', defects: { 'no-line-end-after-body': 1 } },
    { name: 'one CRLF', gap: '\r\n', defects: {} },
    { name: 'one LF', gap: '\n', defects: {} },
    { name: 'two CRLF', gap: '\r\n\r\n', defects: { 'extra-line-end-after-body': 1 } },
    { name: 'junk', gap: 'more\r\n', defects: { 'junk-skipped': 1 } },
    { name: 'a long line of junk', gap: `${'x'.repeat(999)}\r\n`, defects: { 'junk-skipped': 1 } },
  ])('MP07 $name', ({ gap, defects }) => {
    const first = '--myboundary\r\nContent-Length: 3\r\n\r\nabc';
    const second = '--myboundary\r\nContent-Length: 1\r\n\r\nd\r\n';
    const result = read([ascii(`${first}${gap}${second}`)]);
    expect(bodies(result)).toEqual(['abc', 'd']);
    expect(result.defects).toEqual(defects);
  });

  it('MP07 LF-only headers', () => {
    const result = read([ascii('--myboundary\nContent-Length: 3\nX: y\n\nabc\n--myboundary--\n')]);
    expect(bodies(result)).toEqual(['abc']);
    expect(result.defects).toEqual({ 'bare-line-feed': 3 });
  });

  it.each([
    { length: '0', error: undefined },
    { length: '-1', error: 'multipart' },
    { length: '99999999999', error: 'multipart-limit' },
    { length: '9'.repeat(400), error: 'multipart-limit' },
    { length: String(4 * 1024 * 1024 + 1), error: 'multipart-limit' },
    { length: 'abc', error: 'multipart' },
    { length: '', error: 'multipart' },
    { length: '0x10', error: 'multipart' },
    { length: '3, 4', error: 'multipart' },
  ])('MP08 Content-Length $length: $error', ({ length, error }) => {
    const result = read([
      part('before'),
      ascii(`--myboundary\r\nContent-Length: ${length}\r\n\r\n`),
    ]);
    expect(result.error).toBe(error);
    expect(bodies(result)).toEqual(error === undefined ? ['before', ''] : ['before']);
    expect(result.state).toBe(error === undefined ? 'ended' : 'failed');
  });

  it('MP08 the same Content-Length twice is one; another one beside it is refused', () => {
    const twice = (other: string): Result =>
      read([ascii(`--myboundary\r\nContent-Length: 1\r\ncontent-length: ${other}\r\n\r\na`)]);
    expect(bodies(twice('1'))).toEqual(['a']);
    expect(twice('2').error).toBe('multipart');
  });

  it('MP08 exactly the largest part, with and without Content-Length', () => {
    const scanned = (size: number): Uint8Array =>
      ascii(`--myboundary\r\n\r\n${'x'.repeat(size)}\r\n--myboundary--\r\n`);
    expect(bodies(read([part('x'.repeat(99))], { maxPartBytes: 99 }))[0]).toHaveLength(99);
    expect(read([part('x'.repeat(100))], { maxPartBytes: 99 }).error).toBe('multipart-limit');
    expect(bodies(read([scanned(99)], { maxPartBytes: 99 }))[0]).toHaveLength(99);
    expect(read([scanned(100)], { maxPartBytes: 99 }).error).toBe('multipart-limit');
  });

  it('MP09 a header block above 8 KiB fails the stream, one of 8 KiB does not', () => {
    const block = (bytes: number): Uint8Array =>
      ascii(`--myboundary\r\nContent-Length: 1\r\nX: ${'x'.repeat(bytes - 26)}\r\n\r\na`);
    expect(bodies(read([block(8192)]))).toEqual(['a']);
    expect(read([block(8193)]).error).toBe('multipart-limit');
    const endless = new MultipartParser();
    endless.push(ascii('--myboundary\r\nX: '));
    endless.push(new Uint8Array(9000).fill(0x78));
    expect(endless.state).toBe('failed');
    expect(endless.bufferedBytes).toBe(0);
    expect(() => endless.pull()).toThrow(ProtocolError);
    expect(() => endless.pull()).toThrow(/at most 8192/u);
  });

  it('MP09 the limit is for each part: a long stream of small ones goes on', () => {
    const result = read(Array.from({ length: 1000 }, () => part('a', octets)));
    expect(result.parts).toHaveLength(1000);
    expect(result.error).toBeUndefined();
  });

  it('MP10 --myboundary-- ends the stream, also without a line end', () => {
    const ended = new MultipartParser();
    ended.push(concatBytes([part('a'), serializeMultipartEnd()]));
    expect(ended.state).toBe('ended');
    expect(read([part('a'), ascii('--myboundary--')]).defects).toEqual({});
    expect(read([part('a'), ascii('--myboundary--\r\nepilogue')]).defects).toEqual({
      'bytes-after-end': 1,
    });
  });

  it('B15 a bare end between parts is clean, one inside of a part drops that part', () => {
    expect(read([part('a')]).defects).toEqual({});
    for (const rest of [
      '--myboundary\r\nContent-Le',
      '--myboundary\r\nContent-Length: 9\r\n\r\nshort',
      '--myboundary\r\n\r\nscan',
    ]) {
      const result = read([part('a'), ascii(rest)]);
      expect(bodies(result)).toEqual(['a']);
      expect(result.defects['truncated-part']).toBe(1);
      expect(result.error).toBeUndefined();
    }
  });

  it('delivers a part as soon as its Content-Length bytes are there', () => {
    const parser = new MultipartParser();
    parser.push(ascii('--myboundary\r\nContent-Length: 3\r\n\r\nab'));
    expect(parser.state).toBe('body');
    expect(parser.pull()).toBeUndefined();
    parser.push(ascii('c'));
    expect(parser.pull()?.body).toEqual(ascii('abc'));
    expect(parser.bufferedBytes).toBe(0);
  });

  it('copies nothing when a part lies in one chunk, even behind a part that did not', () => {
    const parser = new MultipartParser();
    const [first, second] = [mp01.slice(0, 20), mp01.slice(20)];
    parser.push(first);
    parser.push(second);
    expect(parser.pull()?.body.buffer).toBe(second.buffer);
    expect(parser.pull()?.body.buffer).toBe(second.buffer);
    const scanned = ascii('--myboundary\r\n\r\na\nb\nc\r\n--myboundary--\r\n');
    parser.push(scanned);
    const scanning = new MultipartParser();
    scanning.push(scanned);
    const found = scanning.pull();
    expect(found?.body.buffer).toBe(scanned.buffer);
    expect(found?.body).toEqual(ascii('a\nb\nc'));
  });

  it('does not change the chunks it was given', () => {
    const chunks = cutAt(mp01, [10, 90, 91, 150]);
    const before = chunks.map((chunk) => toHex(chunk, chunk.length));
    read(chunks);
    expect(chunks.map((chunk) => toHex(chunk, chunk.length))).toEqual(before);
  });

  it('reads headers in any case, folded, repeated, and reports lines without colon', () => {
    const result = read([
      ascii(
        'preamble\r\n--myboundary\r\nX-A:  1 \r\n\tfolded\r\nx-a: 2\r\nnonsense\r\nCONTENT-LENGTH:1\r\n\r\na\r\n',
      ),
    ]);
    expect(result.parts[0]?.headers).toEqual([
      ['x-a', '1 folded, 2'],
      ['content-length', '1'],
    ]);
    expect(result.defects).toEqual({ 'junk-skipped': 1, 'malformed-header-line': 1 });
  });

  it('keeps to the delimiter that the stream began with', () => {
    const stream = ascii('--abc\r\n\r\n1\r\n--myboundary\r\n2\r\n--abc--\r\n');
    expect(bodies(read([stream], { boundary: 'abc' }))).toEqual(['1\r\n--myboundary\r\n2']);
  });

  it('gives up on a stream without any delimiter', () => {
    const result = read([new Uint8Array(3000).fill(0x0a)], { maxPartBytes: 2000 });
    expect(result.error).toBe('multipart');
    expect(read([ascii('<html>no stream</html>')]).defects).toEqual({ 'junk-skipped': 1 });
  });

  it('fails when nobody pulls, instead of growing', () => {
    const parser = new MultipartParser({ maxPartBytes: 16 * 1024 });
    const chunk = part('x'.repeat(16 * 1024));
    for (let i = 0; i < 100; i += 1) {
      parser.push(chunk);
    }
    expect(parser.state).toBe('failed');
    expect(parser.bufferedBytes).toBeLessThan(6 * 17 * 1024);
    expect(parser.pull()?.body).toHaveLength(16 * 1024);
  });

  it.each(['announced', 'none'] as const)(
    '4 MiB in 2,900 chunks come back whole, Content-Length %s',
    (contentLength) => {
      // A line feed every 16 bytes: more lines than any picture has.
      const body = Uint8Array.from({ length: 4 * 1024 * 1024 }, (_unused, i) =>
        i % 16 === 0 ? 10 : 1,
      );
      const stream = concatBytes([
        serializeMultipartPart({ headers: [], body, contentLength }),
        serializeMultipartEnd(),
      ]);
      const parser = new MultipartParser();
      for (let at = 0; at < stream.length; at += 1460) {
        parser.push(stream.subarray(at, at + 1460));
      }
      expect(Buffer.compare(parser.pull()?.body ?? new Uint8Array(0), body)).toBe(0);
    },
  );
});

describe('MultipartParser properties', () => {
  const lineish = fc.constantFrom(
    '--myboundary\r\n',
    '--myboundary\n',
    '--myboundary--\r\n',
    '\r\n',
    '\n',
    '\r',
    'Content-Length: 3\r\n',
    'Content-Length: 70\r\n',
    'content-length:0\n',
    'Content-Length: x\r\n',
    'X: y\r\n',
    ' folded\r\n',
    '--',
    'abc',
    'x'.repeat(300),
  );
  const hostile = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.array(lineish, { maxLength: 30 }).map((list) => ascii(list.join(''))),
    },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
  );
  const small: MultipartParserOptions = {
    boundary: 'myboundary',
    maxHeaderBytes: 64,
    maxPartBytes: 64,
  };

  it('any split of any bytes gives the same parts, defects and error', () => {
    fc.assert(
      fc.property(hostile, anyPlaces(600), fc.constantFrom(small, {}), (bytes, places, options) => {
        expect(read(cutAt(bytes, places), options)).toEqual(read([bytes], options));
      }),
      { numRuns: 1000 },
    );
  });

  it('arbitrary bytes throw nothing but ProtocolError and keep no more than the limits', () => {
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 10 }), (chunks) => {
        const parser = new MultipartParser(small);
        for (const chunk of chunks) {
          parser.push(chunk);
          try {
            while (parser.pull() !== undefined) {
              expect(parser.state).toBeDefined();
            }
          } catch (error) {
            expect(error).toBeInstanceOf(ProtocolError);
          }
          // One body or header block, and one line that may yet become a delimiter.
          expect(parser.bufferedBytes).toBeLessThanOrEqual(64 + 256);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('round trip of parts in any split', () => {
    const token = fc
      .stringMatching(/^[a-z][a-z-]{0,10}$/u)
      .filter((name) => name !== 'content-length');
    const value = fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/u);
    const input = fc.record({
      headers: fc.uniqueArray(fc.tuple(token, value), { maxLength: 4, selector: ([name]) => name }),
      body: fc.uint8Array({ maxLength: 80 }),
    });
    fc.assert(
      fc.property(
        fc.array(input, { maxLength: 6 }),
        anyPlaces(1000),
        fc.boolean(),
        (parts, places, closed) => {
          const stream = concatBytes([
            ...parts.map((one) => serializeMultipartPart(one)),
            ...(closed ? [serializeMultipartEnd()] : []),
          ]);
          const result = read(cutAt(stream, places));
          expect(result.error).toBeUndefined();
          expect(result.defects).toEqual({});
          expect(result.parts).toEqual(
            parts.map(({ headers, body }) => ({
              headers: [...headers, ['content-length', String(body.length)]],
              body: toHex(body, body.length),
            })),
          );
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('serializeMultipartPart', () => {
  it('writes the shape of B.10', () => {
    expect(Buffer.from(part('ab', octets)).toString('latin1')).toBe(
      '--myboundary\r\nContent-type: application/octet-stream\r\nContent-Length: 2\r\n\r\nab\r\n',
    );
  });

  it('refuses a header that would become two', () => {
    expect(() =>
      serializeMultipartPart({ headers: [['A', 'b\r\nC: d']], body: new Uint8Array() }),
    ).toThrow(ProtocolError);
  });
});
