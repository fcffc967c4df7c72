import { CACHED_MS, CredentialCache, type LookedUp, MAX_CACHED } from './credential-cache.js';
import { principalOf } from './principal.js';
import { SessionEvents } from './session-events.js';

const endless = Number.POSITIVE_INFINITY;

const person = (username: string, endsMs = endless): LookedUp => ({
  principal: principalOf({
    username,
    role: 'viewer',
    via: 'session',
    credentialId: `${username}-session`,
    mustChangePassword: false,
  }),
  endsMs,
});

describe('CredentialCache', () => {
  let nowMs: number;
  let events: SessionEvents;
  let cache: CredentialCache;
  let lookUps: number;
  beforeEach(() => {
    nowMs = 1_000_000;
    lookUps = 0;
    events = new SessionEvents();
    cache = new CredentialCache(events, () => nowMs);
  });

  const find = async (username: string, found: LookedUp | undefined = person(username)) => {
    const principal = await cache.find(`${username}-session`, () => {
      lookUps += 1;
      return Promise.resolve(found);
    });
    return principal?.username;
  };

  it('looks somebody up once in two seconds', async () => {
    expect([await find('anna'), await find('anna'), await find('bert')]).toEqual([
      'anna',
      'anna',
      'bert',
    ]);
    expect(lookUps).toBe(2);
    nowMs += CACHED_MS - 1;
    await find('anna');
    expect(lookUps).toBe(2);
    nowMs += 1;
    await find('anna');
    expect(lookUps).toBe(3);
  });

  it('remembers neither nobody, nor somebody beyond his end, nor a clock that was set back', async () => {
    const nobody = async () => cache.find('none', () => Promise.resolve(undefined));
    expect([await nobody(), cache.size]).toEqual([undefined, 0]);
    await find('anna', person('anna', nowMs + 500));
    nowMs += 500;
    await find('anna');
    expect(lookUps).toBe(2);
    nowMs -= 10;
    await find('anna');
    expect(lookUps).toBe(3);
  });

  it('forgets at once what ends, and a user of whom something has changed', async () => {
    await find('anna');
    await find('bert');
    events.revoke(['anna-session']);
    expect(cache.size).toBe(1);
    cache.forgetUser('bert');
    expect(cache.size).toBe(0);
    await find('anna');
    expect(lookUps).toBe(3);
  });

  it.each([
    ['ended', () => events.revoke(['anna-session'])],
    ['was changed', () => cache.forgetUser('anna')],
  ])('does not remember who %s while he was looked up', async (_name, happen) => {
    await cache.find('anna-session', () => {
      happen();
      return Promise.resolve(person('anna'));
    });
    expect(cache.size).toBe(0);
  });

  it('is bounded, and hands on what goes wrong', async () => {
    for (let index = 0; index < MAX_CACHED + 10; index += 1) {
      await find(`user${index}`);
    }
    expect(cache.size).toBe(MAX_CACHED);
    lookUps = 0;
    await find(`user${MAX_CACHED + 9}`);
    await find('user0');
    expect(lookUps).toBe(1);
    const broken = cache.find('other', () => Promise.reject(new Error('no database')));
    await expect(broken).rejects.toThrow('no database');
  });
});
