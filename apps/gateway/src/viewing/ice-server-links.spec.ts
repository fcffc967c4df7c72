import { iceServerLinks } from './ice-server-links.js';

describe('iceServerLinks (RFC 9725 section 4.6)', () => {
  it('makes a link per address, with the account of a TURN server', () => {
    expect(
      iceServerLinks([
        { urls: ['stun:192.0.2.1'] },
        {
          urls: ['turn:192.0.2.1?transport=udp', 'turns:192.0.2.1'],
          username: 'u"1',
          credential: 'p\\2',
        },
      ]),
    ).toEqual([
      '<stun:192.0.2.1>; rel="ice-server"',
      '<turn:192.0.2.1?transport=udp>; rel="ice-server"; username="u\\"1"; credential="p\\\\2"; credential-type="password"',
      '<turns:192.0.2.1>; rel="ice-server"; username="u\\"1"; credential="p\\\\2"; credential-type="password"',
    ]);
  });

  it('makes none where none is configured', () => {
    expect(iceServerLinks([])).toEqual([]);
  });
});
