import fc from 'fast-check';
import { errorOf, outcomeOf } from '../fixtures/outcome.js';
import { parseWwwAuthenticate, serializeWwwAuthenticate } from './digest-challenge.js';
import type { DigestChallenge } from './digest-challenge.js';

const cases: { name: string; headers: string[]; challenge: Partial<DigestChallenge> }[] = [
  {
    name: 'NV04 qop without algorithm',
    headers: ['Digest realm="Network disk recorder", nonce="abc", qop="auth"'],
    challenge: {
      realm: 'Network disk recorder',
      nonce: 'abc',
      qop: 'auth',
      algorithm: 'MD5',
      stale: false,
    },
  },
  {
    name: 'NV05 no qop',
    headers: ['Digest realm="r", nonce="n"'],
    challenge: { realm: 'r', nonce: 'n', algorithm: 'MD5', stale: false },
  },
  {
    name: 'NV06 Basic and Digest in two headers, everything quoted',
    headers: [
      'Basic realm="Panasonic network device"',
      'Digest realm="Panasonic network device", nonce="3f", stale="false", algorithm="MD5", qop="auth"',
    ],
    challenge: {
      realm: 'Panasonic network device',
      nonce: '3f',
      stale: false,
      algorithm: 'MD5',
      qop: 'auth',
    },
  },
  {
    name: 'NV06 Basic and Digest in one header',
    headers: ['Basic realm="b", Digest realm="d", nonce="n", qop="auth", Basic realm="c"'],
    challenge: { realm: 'd', nonce: 'n', qop: 'auth' },
  },
  {
    name: 'NV07 stale, quoted and in capitals',
    headers: ['Digest realm="r", nonce="n2", stale="TRUE"'],
    challenge: { nonce: 'n2', stale: true },
  },
  {
    name: 'NV07 stale, bare',
    headers: ['Digest realm="r",nonce="n2",stale=true'],
    challenge: { nonce: 'n2', stale: true },
  },
  {
    name: 'NV08 the challenge of a second 401 reads like the first',
    headers: ['Digest realm="r", nonce="n3", qop="auth", stale=false'],
    challenge: { nonce: 'n3', stale: false },
  },
  {
    name: 'all tokens bare, odd spaces and case, one header',
    headers: ['dIGEST  REALM = r , Nonce=n , QOP = auth , algorithm = sha-256 , opaque=o'],
    challenge: { realm: 'r', nonce: 'n', qop: 'auth', algorithm: 'SHA-256', opaque: 'o' },
  },
  {
    name: 'SHA-256 before MD5, whichever comes first (RFC 7616 3.9.1)',
    headers: [
      'Digest realm="r", qop="auth, auth-int", algorithm=MD5, nonce="m"',
      'Digest realm="r", qop="auth, auth-int", algorithm=SHA-256, nonce="s"',
    ],
    challenge: { nonce: 's', algorithm: 'SHA-256', qop: 'auth' },
  },
  {
    name: 'the first of two alike',
    headers: ['Digest realm="r", nonce="1", Digest realm="r", nonce="2"'],
    challenge: { nonce: '1' },
  },
  {
    name: 'MD5-sess',
    headers: ['Digest realm="r", nonce="n", algorithm=md5-sess, qop=auth'],
    challenge: { algorithm: 'MD5-sess' },
  },
  {
    name: 'an unknown algorithm is passed over',
    headers: ['Digest realm="r", nonce="x", algorithm=SHA-512-256', 'Digest realm="r", nonce="y"'],
    challenge: { nonce: 'y' },
  },
  {
    name: 'commas, equals signs and escaped quotes inside of quotes',
    headers: [String.raw`Digest realm="a, b=\"c\", Basic", nonce="n=,", opaque=""`],
    challenge: { realm: 'a, b="c", Basic', nonce: 'n=,', opaque: '' },
  },
  {
    name: 'a token of another scheme in front',
    headers: ['Negotiate YIIBhg==, Digest realm="r", nonce="n"'],
    challenge: { realm: 'r', nonce: 'n' },
  },
];

describe('parseWwwAuthenticate', () => {
  it.each(cases)('$name', ({ headers, challenge }) => {
    expect(parseWwwAuthenticate(headers)).toMatchObject(challenge);
  });

  it('has no qop and no opaque when there is none', () => {
    expect(Object.keys(parseWwwAuthenticate(['Digest realm="r", nonce="n"'])).sort()).toEqual([
      'algorithm',
      'defects',
      'nonce',
      'realm',
      'stale',
    ]);
  });

  it.each([
    { name: 'nothing', headers: [] },
    { name: 'Basic only', headers: ['Basic realm="x"'] },
    { name: 'no nonce', headers: ['Digest realm="x"'] },
    { name: 'empty nonce', headers: ['Digest realm="x", nonce=""'] },
    { name: 'no realm', headers: ['Digest nonce="x"'] },
    { name: 'auth-int only', headers: ['Digest realm="x", nonce="n", qop="auth-int"'] },
    { name: 'unknown algorithm', headers: ['Digest realm="x", nonce="n", algorithm=SHA-512-256'] },
    { name: 'too long', headers: [`Digest realm="x", nonce="${'n'.repeat(9000)}"`] },
  ])('refuses $name', ({ headers }) => {
    const error = errorOf(() => parseWwwAuthenticate(headers));
    expect(error.kind).toBe('digest-challenge');
    expect(error.message).toContain('expected Digest with realm');
  });

  it('names what was odd and survivable', () => {
    const { defects } = parseWwwAuthenticate([
      'Digest realm="r", nonce="n", realm="s", @, Digest nonce="m", Digest realm="x", nonce="open',
    ]);
    expect(defects).toEqual([
      'parameter realm is repeated',
      'unexpected character at 40',
      'quoted value of nonce does not end',
      'Digest without realm',
    ]);
  });

  it('property: arbitrary headers give a challenge or ProtocolError', () => {
    const piece = fc.constantFrom(
      'Digest ',
      'realm',
      'nonce',
      '=',
      '"',
      ',',
      ' ',
      '\\',
      'x',
      'qop',
      '\n',
    );
    const header = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 40 }).map((list) => list.join('')),
    );
    fc.assert(
      fc.property(fc.array(header, { maxLength: 4 }), (headers) => {
        const outcome = outcomeOf(() => parseWwwAuthenticate(headers));
        expect('error' in outcome ? outcome.error.kind : outcome.value.nonce.length > 0).toBe(
          'error' in outcome ? 'digest-challenge' : true,
        );
      }),
    );
  });

  it('property: round trip', () => {
    const text = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 40 });
    const challenges = fc.record(
      {
        realm: text,
        nonce: text,
        algorithm: fc.constantFrom('MD5', 'MD5-sess', 'SHA-256', 'SHA-256-sess'),
        stale: fc.boolean(),
        opaque: text,
        qop: fc.constant('auth' as const),
      },
      { requiredKeys: ['realm', 'nonce', 'algorithm', 'stale'] },
    ) as fc.Arbitrary<DigestChallenge>;
    fc.assert(
      fc.property(challenges, (challenge) => {
        expect(parseWwwAuthenticate([serializeWwwAuthenticate(challenge)])).toEqual({
          ...challenge,
          defects: [],
        });
      }),
    );
  });

  it('does not write a header that would break its line', () => {
    expect(
      errorOf(() =>
        serializeWwwAuthenticate({ realm: 'a\r\nb', nonce: 'n', algorithm: 'MD5', stale: false }),
      ).kind,
    ).toBe('digest-challenge');
  });
});
