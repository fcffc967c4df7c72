import { jest } from '@jest/globals';
import { injectRequired, socketKey } from '../api/keys.js';
import { settle } from '../testing/fake-timers.js';
import { PageWorld, problem } from '../testing/page-world.js';
import { sampleCamera, sampleRecorder } from '../testing/samples.js';
import { useRecordersStore } from './recorders-store.js';

function recorders(): { world: PageWorld; store: ReturnType<typeof useRecordersStore> } {
  const world = new PageWorld();
  world.replies.set('GET recorders', { json: [sampleRecorder()] });
  world.replies.set('GET recorders/hq/cameras', { json: [sampleCamera(2), sampleCamera(1)] });
  const store = world.run(() => {
    const made = useRecordersStore();
    injectRequired(socketKey).open();
    return made;
  });
  return { world, store };
}

describe('recorders store', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('loads recorders and cameras when the gateway is there, in the order of their numbers', async () => {
    const { world, store } = recorders();
    world.socket.becomesConnected();
    await settle();
    expect(store.allCameraIds).toEqual(['hq:1', 'hq:2']);
    expect(store.camera('hq:2').value?.name).toBe('Camera number 2');
  });

  it('tries again when the gateway does not answer', async () => {
    const { world, store } = recorders();
    world.replies.set('GET recorders', problem(503, 'Starting.'));
    await store.load();
    expect(store.problem).toBe('Starting.');
    world.replies.set('GET recorders', { json: [sampleRecorder()] });
    jest.advanceTimersByTime(1_000);
    await settle();
    expect(store.loaded).toBe(true);
    expect(store.problem).toBeNull();
  });

  it('knows the zone of a recorder as the gateway tells it, and as soon as it learns it', async () => {
    const { world, store } = recorders();
    await store.load();
    expect(store.zoneOf('hq')).toBeUndefined();
    const told = (timeZone: string): string | undefined => {
      world.socket.says('recorder-state', sampleRecorder({ timeZone }));
      return store.zoneOf('hq')?.name;
    };
    expect(told('+09:00')).toBe('+09:00');
    const zone = store.zoneOf('hq');
    expect(told('Europe/Berlin')).toBe('Europe/Berlin');
    expect(told('Nowhere/Atlantis')).toBeUndefined();
    told('+09:00');
    expect(store.zoneOf('hq')).toBe(zone);
    expect(store.zoneOf('removed')).toBeUndefined();
  });

  it('one camera’s news touches its own ref only', async () => {
    const { world, store } = recorders();
    await store.load();
    const before = store.camera('hq:1').value;
    const list = store.allCameraIds;
    world.socket.says('camera-state', {
      recorder: 'hq',
      camera: sampleCamera(2, { live: { state: 'playing', viewers: 3 } }),
    });
    expect(store.camera('hq:2').value?.live.viewers).toBe(3);
    expect(store.camera('hq:1').value).toBe(before);
    expect(store.allCameraIds).toBe(list);
  });

  it('lists the inputs that have a camera, and keeps the list while nothing about it changes', async () => {
    const { world, store } = recorders();
    await store.load();
    const tell = (connection: 'ok' | 'unregistered', viewers: number): void => {
      const camera = sampleCamera(2, { connection, live: { viewers } });
      world.socket.says('camera-state', { recorder: 'hq', camera });
    };
    tell('unregistered', 0);
    const list = store.registeredIds;
    expect(list.get('hq')).toEqual(['hq:1']);
    tell('unregistered', 1);
    expect(store.registeredIds).toBe(list);
    tell('ok', 1);
    expect(store.registeredIds.get('hq')).toEqual(['hq:1', 'hq:2']);
  });

  it('an event is newer than the answer to a question asked before it', async () => {
    const { world, store } = recorders();
    await store.load();
    const loading = store.load();
    world.socket.says('recorder-state', sampleRecorder({ state: 'offline', reason: 'no answer' }));
    world.socket.says('camera-state', {
      recorder: 'hq',
      camera: sampleCamera(1, { live: { state: 'waiting' } }),
    });
    await loading;
    expect(store.recorder('hq')?.state).toBe('offline');
    expect(store.camera('hq:1').value?.live.state).toBe('waiting');
  });

  it('asks for the cameras of a recorder that came', async () => {
    const { world, store } = recorders();
    world.replies.set('GET recorders/shed/cameras', { json: [sampleCamera(7)] });
    await store.load();
    world.socket.says('recorder-state', sampleRecorder({ id: 'shed' }));
    await settle();
    expect(store.allCameraIds).toEqual(['hq:1', 'hq:2', 'shed:7']);
  });

  it('forgets a recorder that went', async () => {
    const { world, store } = recorders();
    await store.load();
    world.socket.says('recorder-removed', { id: 'hq' });
    expect(store.recorders).toEqual([]);
    expect(store.camera('hq:1').value).toBeUndefined();
  });

  it('adds, changes and removes', async () => {
    const { world, store } = recorders();
    await store.load();
    world.replies.set('PATCH recorders/hq', { json: sampleRecorder({ name: 'HQ' }) });
    await store.change('hq', { name: 'HQ' });
    expect(store.recorder('hq')?.name).toBe('HQ');
    world.replies.set('DELETE recorders/hq', problem(409, 'It comes from the configuration file.'));
    await expect(store.remove('hq')).rejects.toThrow('It comes from the configuration file.');
    expect(store.recorder('hq')).toBeDefined();
  });
});
