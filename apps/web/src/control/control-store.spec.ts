import { flushPromises } from '@vue/test-utils';
import type { PtzState } from '@casement/contract';
import { useSessionStore } from '../session/session-store.js';
import { PageWorld, problem } from '../testing/page-world.js';
import { useControlStore } from './control-store.js';

const path = 'GET recorders/hq/cameras/3/ptz';
const state = (username: string): PtzState => ({
  recorder: 'hq',
  camera: 3,
  driver: { username, since: '2026-11-22T00:00:00.000Z', isYou: false },
  moving: true,
  refused: { iris: 'no iris' },
});

function begin() {
  const world = new PageWorld();
  world.replies.set(path, { json: state('Anna') });
  const store = world.run(() => useControlStore(world.pinia));
  world.gatewaySocket.open();
  world.socket.becomesConnected();
  return { world, store, driver: () => store.stateOf('hq:3').value?.driver?.username };
}

describe('control store', () => {
  it('controls one camera at a time', () => {
    const { store } = begin();
    store.toggle('hq:3');
    expect(store.camera).toBe('hq:3');
    store.toggle('hq:4');
    expect(store.camera).toBe('hq:4');
    store.toggle('hq:4');
    expect(store.camera).toBeNull();
  });

  it('asks who drives when control begins, and hears it afterwards', async () => {
    const { world, store, driver } = begin();
    store.enter('hq:3');
    await flushPromises();
    expect(driver()).toBe('Anna');
    world.socket.says('ptz-state', state('Berta'));
    expect(driver()).toBe('Berta');
  });

  it('believes an event that comes before the answer', async () => {
    const { world, store, driver } = begin();
    store.enter('hq:3');
    world.socket.says('ptz-state', state('Berta'));
    await flushPromises();
    expect(driver()).toBe('Berta');
  });

  it('lets try what nobody knows', async () => {
    const { world, store } = begin();
    world.replies.set(path, problem(503, 'The recorder is away.'));
    store.enter('hq:3');
    await flushPromises();
    expect(store.stateOf('hq:3').value).toBeUndefined();
    expect(store.camera).toBe('hq:3');
  });

  it('names nobody without a line, and asks anew with the next one', async () => {
    const { world, store, driver } = begin();
    store.enter('hq:3');
    await flushPromises();
    world.socket.breaks();
    expect(driver()).toBeUndefined();
    world.replies.set(path, { json: state('Berta') });
    world.socket.becomesConnected();
    await flushPromises();
    expect(driver()).toBe('Berta');
  });

  it('ends with the session, and forgets names', async () => {
    const { world, store, driver } = begin();
    const session = useSessionStore(world.pinia);
    session.status = 'signed-in';
    await flushPromises();
    store.enter('hq:3');
    await flushPromises();
    session.status = 'signed-out';
    await flushPromises();
    expect(store.camera).toBeNull();
    expect(driver()).toBeUndefined();
  });
});
