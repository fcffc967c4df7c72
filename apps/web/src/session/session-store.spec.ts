import { jest } from '@jest/globals';
import { settle } from '../testing/fake-timers.js';
import { PageWorld, problem } from '../testing/page-world.js';
import { useSessionStore } from './session-store.js';

const me = { username: 'admin', role: 'administrator', via: 'session', mustChangePassword: true };

function session(): { world: PageWorld; store: ReturnType<typeof useSessionStore> } {
  const world = new PageWorld();
  return { world, store: world.run(() => useSessionStore()) };
}

describe('session store', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('knows who is signed in', async () => {
    const { world, store } = session();
    world.replies.set('GET auth/me', { json: me });
    await store.load();
    expect(store.status).toBe('signed-in');
    expect(store.isAdministrator).toBe(true);
  });

  it('asks for a sign-in when nobody is', async () => {
    const { world, store } = session();
    world.replies.set('GET auth/me', problem(401, 'Nobody is signed in.'));
    await store.load();
    expect(store.status).toBe('signed-out');
    expect(store.reason).toBe('first');
  });

  it('waits for a gateway that is not there, by itself', async () => {
    const { world, store } = session();
    world.replies.set('GET auth/me', new TypeError('Failed to fetch'));
    await store.load();
    expect(store.status).toBe('unreachable');
    expect(store.nextTryMs).not.toBeNull();
    world.replies.set('GET auth/me', { json: me });
    jest.advanceTimersByTime(1_000);
    await settle();
    expect(store.status).toBe('signed-in');
  });

  it('a session that ends anywhere ends everywhere, and says so', async () => {
    const { world, store } = session();
    world.replies.set('GET auth/me', { json: me });
    await store.load();
    world.replies.set('GET auth/me', problem(401, 'The session is over.'));
    await store.check();
    expect(store.status).toBe('signed-out');
    expect(store.reason).toBe('ended');
    expect(store.me).toBeNull();
  });

  it('a wrong password is told to the one who typed it', async () => {
    const { world, store } = session();
    world.replies.set('POST auth/login', problem(401, 'The user name or the password is wrong.'));
    await expect(store.signIn('admin', 'x')).rejects.toThrow(
      'The user name or the password is wrong.',
    );
    expect(store.reason).toBe('first');
  });

  it('signs out even when the gateway does not answer', async () => {
    const { world, store } = session();
    world.replies.set('POST auth/login', { json: me });
    await store.signIn('admin', 'right');
    world.replies.set('POST auth/logout', new TypeError('Failed to fetch'));
    await expect(store.signOut()).rejects.toThrow();
    expect(store.status).toBe('signed-out');
  });

  it('drops the one-time password notice after the change', async () => {
    const { world, store } = session();
    world.replies.set('POST auth/login', { json: me });
    world.replies.set('POST auth/password', { status: 204 });
    await store.signIn('admin', 'once');
    await store.changePassword('once', 'something longer');
    expect(store.me?.mustChangePassword).toBe(false);
  });

  it('lets a guest ask to sign in, and change their mind', async () => {
    const { world, store } = session();
    world.replies.set('GET auth/me', { json: { ...me, via: 'anonymous', role: 'viewer' } });
    await store.load();
    store.askToSignIn();
    expect(store.status).toBe('signed-out');
    store.cancelSignIn();
    expect(store.status).toBe('signed-in');
    expect(store.isAnonymous).toBe(true);
  });
});
