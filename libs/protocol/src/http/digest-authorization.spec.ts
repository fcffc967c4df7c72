import { inspect } from 'node:util';
import fc from 'fast-check';
import { errorOf, outcomeOf } from '../fixtures/outcome.js';
import { Credentials } from './credentials.js';
import {
  createDigestAuthorization,
  parseDigestAuthorization,
  verifyDigest,
} from './digest-authorization.js';
import { digestResponse } from './digest-algorithm.js';
import type { DigestInput } from './digest-algorithm.js';
import type { DigestChallenge } from './digest-challenge.js';

const rfc7616 = {
  username: 'Mufasa',
  password: 'Circle of Life',
  realm: 'http-auth@example.org',
  nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
  cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
  nonceCount: 1,
  qop: 'auth',
  method: 'GET',
  uri: '/dir/index.html',
} as const;

const vectors: { name: string; input: DigestInput; response: string }[] = [
  {
    name: 'RFC 7616 3.9.1 MD5',
    input: { ...rfc7616, algorithm: 'MD5' },
    response: '8ca523f5e9506fed4657c9700eebdbec',
  },
  {
    name: 'RFC 7616 3.9.1 SHA-256',
    input: { ...rfc7616, algorithm: 'SHA-256' },
    response: '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1',
  },
  {
    name: 'RFC 2617 3.5',
    input: {
      ...rfc7616,
      algorithm: 'MD5',
      password: 'Circle Of Life',
      realm: 'testrealm@host.com',
      nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093',
      cnonce: '0a4f113b',
    },
    response: '6629fae49393a05397450978507c4ef1',
  },
  {
    name: 'RFC 2069 2.4 (with its erratum 749)',
    input: {
      algorithm: 'MD5',
      username: 'Mufasa',
      password: 'CircleOfLife',
      realm: 'testrealm@host.com',
      nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093',
      method: 'GET',
      uri: '/dir/index.html',
    },
    response: '1949323746fe6a43ef61f9606e7febea',
  },
];

const credentials = new Credentials('Mufasa', 'Circle of Life');
const nvChallenge: DigestChallenge = {
  realm: 'Network disk recorder',
  nonce: 'abc',
  qop: 'auth',
  algorithm: 'MD5',
  stale: false,
};
const login = {
  credentials,
  method: 'GET',
  uri: '/cgi-bin/dlogin.cgi?UID=-1',
  nonceCount: 1,
  cnonce: 'c0ffee',
};

describe('digest', () => {
  it.each(vectors)('$name', ({ input, response }) => {
    expect(digestResponse(input)).toBe(response);
  });

  it.each(vectors)('$name as a header, read and verified by the server', ({ input, response }) => {
    const header = createDigestAuthorization({
      challenge: { ...input, stale: false },
      credentials: new Credentials(input.username, input.password),
      method: input.method,
      uri: input.uri,
      nonceCount: 1,
      cnonce: input.cnonce ?? 'unused',
    });
    const authorization = parseDigestAuthorization(header);
    expect(header).toContain(`response="${response}"`);
    expect(verifyDigest({ authorization, method: 'GET', password: input.password })).toBe(true);
    expect(verifyDigest({ authorization, method: 'POST', password: input.password })).toBe(false);
    expect(verifyDigest({ authorization, method: 'GET', password: `${input.password}!` })).toBe(
      false,
    );
  });
});

describe('createDigestAuthorization', () => {
  it('NV04 uri with its query, nc of 8 digits, qop unquoted', () => {
    const header = createDigestAuthorization({ ...login, challenge: nvChallenge });
    expect(header).toMatch(
      /^Digest username="Mufasa", realm="Network disk recorder", nonce="abc", /u,
    );
    expect(header).toContain('uri="/cgi-bin/dlogin.cgi?UID=-1"');
    expect(header).toContain('qop=auth, nc=00000001, cnonce="c0ffee"');
    expect(header).toContain('algorithm=MD5');
  });

  it('NV05 without qop: the form of RFC 2069', () => {
    const header = createDigestAuthorization({
      ...login,
      challenge: { realm: 'r', nonce: 'n', algorithm: 'MD5', stale: false },
    });
    expect(header).toMatch(
      /^Digest username="Mufasa", realm="r", nonce="n", uri="[^"]+", response="[0-9a-f]{32}"$/u,
    );
  });

  it('gives back opaque, counts in hexadecimal', () => {
    const header = createDigestAuthorization({
      ...login,
      nonceCount: 255,
      challenge: { ...nvChallenge, opaque: 'o"p' },
    });
    expect(header).toContain('nc=000000ff');
    expect(header).toContain(String.raw`opaque="o\"p"`);
  });

  it.each([0, -1, 1.5, 2 ** 32, Number.NaN])('refuses nonce count %p', (nonceCount) => {
    const call = (): string =>
      createDigestAuthorization({ ...login, challenge: nvChallenge, nonceCount });
    expect(errorOf(call).kind).toBe('digest-authorization');
  });

  it('refuses what would end the header line, without repeating it', () => {
    for (const bad of [
      { credentials: new Credentials('a\r\nX: y', 'p') },
      { credentials: new Credentials('é\n', 'p') },
      { uri: '/a\n' },
    ]) {
      const error = errorOf(() =>
        createDigestAuthorization({ ...login, ...bad, challenge: nvChallenge }),
      );
      expect(error.kind).toBe('digest-authorization');
      expect(error.message).not.toContain('X: y');
    }
  });

  it('property: what the client makes, the server accepts; one other character, and it does not', () => {
    const text = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 20 });
    const username = fc.oneof(text, fc.constantFrom('Jäsøn Doe', '管理者', "a'b%c"));
    fc.assert(
      fc.property(
        username,
        fc.string({ unit: 'grapheme' }),
        text,
        text,
        fc.constantFrom('MD5', 'MD5-sess', 'SHA-256', 'SHA-256-sess'),
        fc.boolean(),
        fc.integer({ min: 1, max: 0xffffffff }),
        (user, password, realm, nonce, algorithm, hasQop, nonceCount) => {
          const challenge: DigestChallenge = {
            realm,
            nonce,
            algorithm,
            stale: false,
            ...(hasQop ? { qop: 'auth' } : {}),
          };
          const header = createDigestAuthorization({
            ...login,
            challenge,
            nonceCount,
            credentials: new Credentials(user, password),
          });
          const authorization = parseDigestAuthorization(header);
          const expectation = {
            authorization,
            method: 'GET',
            password,
            username: user,
            realm,
            nonce,
            uri: login.uri,
          };
          expect(verifyDigest(expectation)).toBe(true);
          expect(verifyDigest({ ...expectation, password: `${password}x` })).toBe(false);
          expect(verifyDigest({ ...expectation, nonce: `${nonce}x` })).toBe(false);
          expect(verifyDigest({ ...expectation, uri: '/other' })).toBe(false);
          expect(verifyDigest({ ...expectation, realm: `${realm}x` })).toBe(false);
          expect(verifyDigest({ ...expectation, username: `${user}x` })).toBe(false);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('parseDigestAuthorization', () => {
  const complete =
    'Digest username="u", realm="r", nonce="n", uri="/", response="00", qop=auth, nc=00000001, cnonce="c"';

  it.each([
    { name: 'Basic', header: 'Basic dXNlcjpwYXNz', parameter: 'scheme' },
    { name: 'nothing', header: '', parameter: 'scheme' },
    ...['username', 'realm', 'nonce', 'uri', 'response', 'nc', 'cnonce'].map((name) => ({
      name: `no ${name}`,
      header: complete.replace(new RegExp(`\\b${name}=[^,]*,? ?`, 'u'), ''),
      parameter: name,
    })),
    { name: 'short nc', header: complete.replace('nc=00000001', 'nc=1'), parameter: 'nc' },
    { name: 'auth-int', header: complete.replace('qop=auth', 'qop=auth-int'), parameter: 'qop' },
    { name: 'other hash', header: `${complete}, algorithm=SHA-1`, parameter: 'algorithm' },
  ])('refuses $name and says which parameter', ({ header, parameter }) => {
    const error = errorOf(() => parseDigestAuthorization(header));
    expect(error).toMatchObject({ kind: 'digest-authorization', context: { parameter } });
    expect(error.message).not.toContain('dXNlcjpwYXNz');
  });

  it('refuses an undecodable username*', () => {
    const header = complete.replace('username="u"', "username*=UTF-8''%ff");
    expect(errorOf(() => parseDigestAuthorization(header)).message).toContain('username*');
  });

  it('does not show the response', () => {
    const authorization = parseDigestAuthorization(complete.replace('"00"', '"deadbeef"'));
    expect(inspect(authorization)).not.toContain('deadbeef');
    expect(JSON.stringify(authorization)).not.toContain('deadbeef');
  });

  it('property: arbitrary headers give an authorization or ProtocolError', () => {
    const cut = fc.nat(complete.length);
    fc.assert(
      fc.property(cut, cut, fc.string(), (from, to, insert) => {
        const header = complete.slice(0, from) + insert + complete.slice(to);
        const outcome = outcomeOf(() => parseDigestAuthorization(header));
        expect('error' in outcome ? outcome.error.kind : 'digest-authorization').toBe(
          'digest-authorization',
        );
      }),
    );
  });
});
