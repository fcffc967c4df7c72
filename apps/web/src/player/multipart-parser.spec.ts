import fc from 'fast-check';
import {
  boundaryOf,
  multipartLimits,
  MultipartParser,
  type MultipartPart,
} from './multipart-parser.js';

const text = (value: string): Uint8Array =>
  Uint8Array.from(value, (character) => character.charCodeAt(0));

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((bytes) => [...bytes]));
}

/** Feeds a stream in pieces of the given lengths. */
function parse(stream: Uint8Array, pieces: readonly number[] = []): MultipartPart[] {
  const found: MultipartPart[] = [];
  const parser = new MultipartParser('picture', (one) => found.push(one));
  let at = 0;
  for (const length of pieces) {
    parser.push(stream.subarray(at, at + length));
    at += length;
  }
  parser.push(stream.subarray(at));
  return found;
}

function part(body: Uint8Array, withLength: boolean): Uint8Array {
  const length = withLength ? `Content-Length: ${body.length}\r\n` : '';
  return joined(text(`--picture\r\nContent-Type: image/jpeg\r\n${length}\r\n`), body, text('\r\n'));
}

describe('MultipartParser', () => {
  it('gives every part as a whole, however the stream is cut', () => {
    const bodies = fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 6 });
    fc.assert(
      fc.property(bodies, fc.array(fc.nat(40)), (list, pieces) => {
        const stream = joined(...list.map((body) => part(body, true)));
        expect(parse(stream, pieces).map(({ body }) => [...body])).toEqual(
          list.map((body) => [...body]),
        );
      }),
    );
  });

  it('ends a part without a length at the next boundary', () => {
    const [first] = parse(
      joined(part(text('one'), false), part(text('two'), false), text('--picture--')),
    );
    expect(first && [...first.body]).toEqual([...text('one')]);
    expect(first?.headers.get('content-type')).toBe('image/jpeg');
  });

  it.each([
    [
      'a part that is too large',
      text(`--picture\r\nContent-Length: ${multipartLimits.body + 1}\r\n\r\n`),
    ],
    ['headers without end', joined(text('--picture'), new Uint8Array(multipartLimits.headers + 1))],
  ])('refuses %s', (_name, stream) => {
    expect(() => parse(stream)).toThrow(RangeError);
  });

  it('takes any bytes and throws nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(parse(joined(text('--picture\r\n'), bytes)).length).toBeLessThan(300);
      }),
    );
  });
});

describe('boundaryOf', () => {
  it.each([
    ['multipart/x-mixed-replace; boundary=picture', 'picture'],
    ['multipart/x-mixed-replace;boundary="a b"', 'a b'],
    ['Multipart/Mixed; charset=x; boundary=--b', '--b'],
    ['image/jpeg', undefined],
    [null, undefined],
  ])('%s: %s', (type, boundary) => {
    expect(boundaryOf(type)).toBe(boundary);
  });
});
