import fc from 'fast-check';
import { iceServersFromLink } from './ice-server-link.js';

/** As the gateway writes them (RFC 9725 section 4.6). */
function link(url: string, username: string, credential: string): string {
  const quoted = (text: string): string =>
    `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  return `<${url}>; rel="ice-server"; username=${quoted(username)}; credential=${quoted(credential)}; credential-type="password"`;
}

describe('iceServersFromLink', () => {
  it('reads the example of RFC 9725 section 4.6', () => {
    const header = [
      '<stun:stun.example.net>; rel="ice-server"',
      '<turn:turn.example.net?transport=udp>; rel="ice-server"; username="user"; credential="myPassword"; credential-type="password"',
      '<turns:turn.example.net?transport=tcp>; rel="ice-server"; username="user"; credential="myPassword"; credential-type="password"',
    ].join(', ');
    const account = { username: 'user', credential: 'myPassword' };
    expect(iceServersFromLink(header)).toEqual([
      { urls: 'stun:stun.example.net' },
      { urls: 'turn:turn.example.net?transport=udp', ...account },
      { urls: 'turns:turn.example.net?transport=tcp', ...account },
    ]);
  });

  it.each<[string, string | null, number]>([
    ['no header', null, 0],
    ['another relation', '<stun:a.example>; rel="next"', 0],
    ['an address that no browser takes', '<https://a.example>; rel="ice-server"', 0],
    ['a STUN address with a query', '<stun:a.example?transport=udp>; rel="ice-server"', 0],
    ['a TURN server without an account', '<turn:a.example>; rel="ice-server"', 0],
    ['several relations without quotes', '<stun:a.example>;REL=ice-server', 1],
    ['several relations', '<stun:a.example>; rel="next ice-server"', 1],
    ['an account that is cut off', '<stun:a.example>; rel="ice-server"; username="abc', 1],
    [
      'more servers than are good for a browser',
      Array.from({ length: 50 }, (_, n) => `<stun:${n}.example>; rel="ice-server"`).join(', '),
      8,
    ],
  ])('%s: %#', (_name, header, count) => {
    expect(iceServersFromLink(header)).toHaveLength(count);
  });

  it('gives back every account that the gateway can write', () => {
    const text = fc.string({ unit: 'grapheme-ascii', maxLength: 30 });
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 8 }), (accounts) => {
        const urls = 'turn:turn.example:3478?transport=tcp';
        const header = accounts.map(([name, password]) => link(urls, name, password)).join(', ');
        expect(iceServersFromLink(header)).toEqual(
          accounts.map(([username, credential]) => ({ urls, username, credential })),
        );
      }),
    );
  });

  it('survives any header', () => {
    const piece = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.constantFrom('<', '>', ';', ',', '"', '\\', ' rel="ice-server"', '<stun:a>', '=', ' '),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const servers = iceServersFromLink(pieces.join(''));
        expect(servers.length).toBeLessThanOrEqual(8);
        expect(servers.every(({ urls }) => typeof urls === 'string')).toBe(true);
      }),
    );
  });
});
