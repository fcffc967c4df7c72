import { errorOf } from '../fixtures/outcome.js';
import { Credentials } from './credentials.js';
import { DigestSession } from './digest-session.js';

const uri = '/cgi-bin/dlogin.cgi?UID=-1';
const challenge = (nonce: string, more = ''): string[] => [
  `Digest realm="Network disk recorder", nonce="${nonce}", qop="auth"${more}`,
];

function newSession(): DigestSession {
  let count = 0;
  return new DigestSession({
    credentials: new Credentials('admin', 'secret'),
    cnonce: () => {
      count += 1;
      return `cnonce${String(count)}`;
    },
  });
}

/** A session whose nonce "n1" has been accepted once. */
function sessionInUse(): DigestSession {
  const session = newSession();
  const request = session.request('GET', uri);
  request.authorization();
  request.unauthorized(challenge('n1'));
  request.authorization();
  request.accepted();
  return session;
}

describe('DigestSession', () => {
  it('NV04 sends no password before it was asked, then answers the challenge', () => {
    const request = newSession().request('GET', uri);
    expect(request.authorization()).toBeUndefined();
    expect(request.unauthorized(challenge('n1'))).toBe('retry');
    expect(request.authorization()).toMatch(/nonce="n1".*nc=00000001, cnonce="cnonce1"/u);
  });

  it('counts the uses of a nonce over all requests', () => {
    const session = sessionInUse();
    expect(session.request('GET', '/a').authorization()).toContain('nc=00000002');
    expect(session.request('GET', '/b').authorization()).toContain('nc=00000003');
  });

  it('goes on counting when two requests are given the same nonce', () => {
    const session = newSession();
    const [first, second] = [session.request('GET', '/a'), session.request('GET', '/b')];
    expect([first.authorization(), second.authorization()]).toEqual([undefined, undefined]);
    first.unauthorized(challenge('n1'));
    expect(first.authorization()).toContain('nc=00000001');
    second.unauthorized(challenge('n1'));
    expect(second.authorization()).toContain('nc=00000002');
  });

  it('NV07 stale on the second request: one silent retry with the new nonce', () => {
    const request = sessionInUse().request('GET', uri);
    expect(request.authorization()).toContain('nonce="n1"');
    expect(request.unauthorized(challenge('n2', ', stale="true"'))).toBe('retry');
    expect(request.authorization()).toMatch(/nonce="n2".*nc=00000001/u);
    expect(request.unauthorized(challenge('n3', ', stale=true'))).toBe('refused');
  });

  it('B2 a nonce that worked before and expired without saying stale: one retry', () => {
    const request = sessionInUse().request('GET', uri);
    request.authorization();
    expect(request.unauthorized(challenge('n2'))).toBe('retry');
    request.authorization();
    expect(request.unauthorized(challenge('n3'))).toBe('refused');
  });

  it('NV08 401 twice: refused, the password is not offered again', () => {
    const request = newSession().request('GET', uri);
    request.authorization();
    expect(request.unauthorized(challenge('n1'))).toBe('retry');
    request.authorization();
    expect(request.unauthorized(challenge('n2'))).toBe('refused');
  });

  it('a request that was overtaken by a newer nonce tries again', () => {
    const session = newSession();
    const slow = session.request('GET', '/slow');
    slow.authorization();
    slow.unauthorized(challenge('n1'));
    slow.authorization();
    const fast = session.request('GET', '/fast');
    fast.authorization();
    expect(fast.unauthorized(challenge('n2', ', stale=true'))).toBe('retry');
    expect(slow.unauthorized(challenge('n2'))).toBe('retry');
  });

  it('passes on that there is nothing to answer', () => {
    const request = newSession().request('GET', uri);
    request.authorization();
    expect(errorOf(() => request.unauthorized(['Basic realm="x"'])).kind).toBe('digest-challenge');
  });
});
