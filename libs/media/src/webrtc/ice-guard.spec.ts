import { classes, Message, methods } from 'werift';
import { IceGuard } from './ice-guard.js';
import type { SocketAddress } from './viewer-socket.js';

const password = 'abcdefghijklmnopqrstuv';
const browser = { address: '192.0.2.7', port: 40_000 };
const stranger = { address: '198.51.100.9', port: 40_000 };

function bindingRequest(options: {
  readonly username?: string;
  readonly password?: string;
  readonly nominates?: boolean;
}): Buffer {
  const message = new Message(methods.BINDING, classes.REQUEST);
  message.setAttribute('USERNAME', options.username ?? 'ours:theirs');
  message.setAttribute('PRIORITY', 1);
  message.setAttribute('ICE-CONTROLLING', 1n);
  if (options.nominates === true) {
    message.setAttribute('USE-CANDIDATE', null);
  }
  return message.addMessageIntegrity(Buffer.from(options.password ?? password)).addFingerprint()
    .bytes;
}

describe('IceGuard', () => {
  const dtls = Buffer.from([22, 254, 253, 0]);
  let nominations: SocketAddress[] = [];
  const guardOf = (): IceGuard => {
    nominations = [];
    return new IceGuard({
      usernameFragment: 'ours',
      password,
      nominated: (from) => nominations.push(from),
    });
  };

  it('admits data only from an address that knows the password', () => {
    const guard = guardOf();
    expect(guard.judge(dtls, browser)).toBe('drop');
    expect(guard.judge(bindingRequest({}), browser)).toBe('stun');
    expect(guard.judge(dtls, browser)).toBe('data');
    expect(guard.judge(dtls, stranger)).toBe('drop');
    expect(guard.judge(dtls, { ...browser, port: 40_001 })).toBe('drop');
    expect(guard.dropped).toBe(3);
  });

  it.each([
    ['a wrong password', bindingRequest({ password: 'guessed-guessed-guessed' })],
    ['another user name', bindingRequest({ username: 'other:theirs' })],
    ['no integrity', new Message(methods.BINDING, classes.REQUEST).bytes],
    ['half a message', bindingRequest({}).subarray(0, 24)],
    ['nothing', Buffer.alloc(0)],
    ['garbage that looks like STUN', Buffer.alloc(60)],
  ])('drops a request with %s', (_name, datagram) => {
    const guard = guardOf();
    expect(guard.judge(datagram, stranger)).toBe('drop');
    expect(nominations).toEqual([]);
  });

  it('tells every nomination, so that the browser can be followed', () => {
    const guard = guardOf();
    guard.judge(bindingRequest({}), browser);
    expect(nominations).toEqual([]);
    guard.judge(bindingRequest({ nominates: true }), browser);
    expect(nominations).toEqual([browser]);
    const elsewhere = { address: '192.0.2.8', port: 41_000 };
    guard.judge(bindingRequest({ nominates: true }), elsewhere);
    expect(nominations).toEqual([browser, elsewhere]);
  });

  it('remembers at most 32 addresses', () => {
    const guard = guardOf();
    const verdicts = Array.from({ length: 40 }, (_, index) =>
      guard.judge(bindingRequest({}), { ...browser, port: 1000 + index }),
    );
    expect(verdicts.filter((verdict) => verdict === 'stun')).toHaveLength(32);
  });
});
