import fc from 'fast-check';
import { errorOf } from '../fixtures/outcome.js';
import {
  boundaryFromContentType,
  delimiterCandidates,
  delimiterLine,
} from './multipart-boundary.js';

describe('boundaryFromContentType', () => {
  it.each([
    { type: 'multipart/x-mixed-replace; boundary=--myboundary', boundary: '--myboundary' },
    { type: 'multipart/x-mixed-replace; boundary =--myboundary', boundary: '--myboundary' },
    { type: 'multipart/form-data; boundary=myboundary', boundary: 'myboundary' },
    { type: 'multipart/x-mixed-replace;boundary="--myboundary"', boundary: '--myboundary' },
    { type: 'multipart/mixed; charset=x; BOUNDARY = "a b" ; y=z', boundary: 'a b' },
    { type: 'multipart/mixed; boundary=a; y=z', boundary: 'a' },
    { type: 'multipart/mixed; boundary=', boundary: undefined },
    { type: 'multipart/mixed; boundary=""', boundary: undefined },
    { type: 'multipart/mixed', boundary: undefined },
    { type: 'text/html', boundary: undefined },
    { type: `multipart/mixed; boundary=${'x'.repeat(201)}`, boundary: undefined },
  ])('MP04 $type', ({ type, boundary }) => {
    expect(boundaryFromContentType(type)).toBe(boundary);
  });

  it('property: never throws, and quoting does not matter', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.stringMatching(/^[\w'()+_,\-./:=?]{1,70}$/u),
        (text, boundary) => {
          expect(() => boundaryFromContentType(text)).not.toThrow();
          fc.pre(!boundary.includes('"'));
          expect(boundaryFromContentType(`multipart/mixed; boundary="${boundary}"`)).toBe(boundary);
          expect(boundaryFromContentType(`multipart/mixed; boundary=${boundary}`)).toBe(boundary);
        },
      ),
    );
  });
});

describe('delimiterCandidates', () => {
  it.each([
    { boundary: '--myboundary', candidates: ['--myboundary', '----myboundary'] },
    { boundary: 'myboundary', candidates: ['--myboundary'] },
    { boundary: 'abc', candidates: ['--abc', '--myboundary'] },
    { boundary: undefined, candidates: ['--myboundary'] },
  ])('B14 $boundary', ({ boundary, candidates }) => {
    expect(delimiterCandidates(boundary)).toEqual(candidates);
  });

  it.each(['', 'a\nb', 'a ', 'ä', 'x'.repeat(201)])('refuses %j', (boundary) => {
    expect(errorOf(() => delimiterCandidates(boundary)).kind).toBe('multipart');
  });

  it('tells opening from closing lines', () => {
    expect(delimiterLine('--a \t\r\n', ['--a'])).toEqual({ delimiter: '--a', closing: false });
    expect(delimiterLine('--a--\r\n', ['--a'])).toEqual({ delimiter: '--a', closing: true });
    expect(delimiterLine('--ab\r\n', ['--a'])).toBeUndefined();
    expect(delimiterLine(' --a\r\n', ['--a'])).toBeUndefined();
  });
});
