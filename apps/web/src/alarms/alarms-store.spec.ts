import type { Alarm } from '@casement/contract';
import { jest } from '@jest/globals';
import { injectRequired, socketKey } from '../api/keys.js';
import { settle } from '../testing/fake-timers.js';
import { PageWorld, problem } from '../testing/page-world.js';
import { sampleAlarm } from '../testing/sample-alarm.js';
import { camerasOf, useAlarmsStore } from './alarms-store.js';

type Store = ReturnType<typeof useAlarmsStore>;

/** A gateway with these alarms, and a page that was just opened. */
function page(stored: readonly Alarm[]): { world: PageWorld; store: Store; heard: number[] } {
  const world = new PageWorld();
  const heard: number[] = [];
  world.replies.set('GET alarms', () => ({ json: stored }));
  world.replies.set('GET alarms/summary', () => ({ json: summaryOf(stored) }));
  const store = world.run(() => {
    const made = useAlarmsStore();
    made.onAlarm(({ id }) => heard.push(id));
    injectRequired(socketKey).open();
    return made;
  });
  return { world, store, heard };
}

function summaryOf(stored: readonly Alarm[]): object {
  const count = (severity: Alarm['severity']): number =>
    stored.filter((alarm) => alarm.open && alarm.severity === severity).length;
  return {
    latest: stored.at(-1)?.id ?? 0,
    open: { critical: count('critical'), warning: count('warning'), info: count('info') },
  };
}

async function connect(world: PageWorld, latest: number): Promise<unknown> {
  world.socket.becomesConnected();
  await settle();
  const asked = world.socket.answers({ latest });
  await settle();
  return asked?.request;
}

describe('alarms store', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('begins with the newest, rings for none of them, and goes on behind them', async () => {
    const { world, store, heard } = page([sampleAlarm(1, { open: false }), sampleAlarm(2)]);
    expect(await connect(world, 2)).toEqual({ after: 2 });
    expect(store.loaded).toBe(true);
    expect(store.live).toBe(true);
    expect(store.urgent).toBe(1);
    world.socket.says('alarm', sampleAlarm(3, { severity: 'critical' }));
    expect(heard).toEqual([3]);
    expect(store.alarms.map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(store.counts).toEqual({ critical: 1, warning: 1, info: 0 });
  });

  it('after a break asks for what it missed, and for what became of the others', async () => {
    const stored = [sampleAlarm(1), sampleAlarm(2)];
    const { world, store, heard } = page(stored);
    await connect(world, 2);
    world.socket.breaks();
    expect(store.live).toBe(false);
    stored[0] = sampleAlarm(1, { open: false, acknowledged: { by: 'anna', at: 'now' } });
    stored.push(sampleAlarm(3));
    world.socket.becomesConnected();
    world.socket.says('alarm', sampleAlarm(3));
    world.socket.says('alarm', sampleAlarm(3));
    expect(heard).toEqual([]);
    expect(world.socket.answers({ latest: 3 })?.request).toEqual({ after: 2 });
    await settle();
    expect(heard).toEqual([3]);
    jest.advanceTimersByTime(5_000);
    await settle();
    expect(store.find(1)?.acknowledged?.by).toBe('anna');
    expect(store.urgent).toBe(2);
  });

  it('draws a storm ten times a second, and tells each alarm at once', async () => {
    const { world, store, heard } = page([]);
    await connect(world, 0);
    for (let id = 1; id <= 500; id += 1) {
      world.socket.says('alarm', sampleAlarm(id));
    }
    expect(heard).toHaveLength(500);
    expect(store.alarms).toHaveLength(1);
    expect(store.newest()).toHaveLength(500);
    jest.advanceTimersByTime(100);
    expect(store.alarms).toHaveLength(500);
    expect(store.urgent).toBe(500);
  });

  it('knows the open alarms of a camera, those of an emergency recording too', async () => {
    const { world, store } = page([sampleAlarm(1, { camera: 3 })]);
    await connect(world, 1);
    world.socket.says('alarm', sampleAlarm(2, { camera: null, cameras: [3, 5] }));
    jest.advanceTimersByTime(100);
    expect(store.openOf('hq', 3).map(({ id }) => id)).toEqual([1, 2]);
    expect(store.openOf('hq', 5).map(({ id }) => id)).toEqual([2]);
    world.socket.says('alarm-changed', sampleAlarm(2, { open: false }));
    jest.advanceTimersByTime(100);
    expect(store.openOf('hq', 5)).toEqual([]);
    expect(store.openOf('depot', 3)).toEqual([]);
  });

  it('acknowledges, and says why when that is refused', async () => {
    const { world, store } = page([sampleAlarm(1)]);
    await connect(world, 1);
    const acknowledged = { by: 'admin', at: '2026-11-21T10:01:00Z' };
    world.replies.set('POST alarms/acknowledge', {
      json: [sampleAlarm(1, { acknowledged, open: false })],
    });
    await store.acknowledge([1]);
    jest.advanceTimersByTime(100);
    expect(store.find(1)?.acknowledged).toEqual(acknowledged);
    expect(store.urgent).toBe(0);
    expect(world.requests.at(-1)).toMatchObject({ body: { ids: [1] } });
    world.replies.set('POST alarms/acknowledge', problem(403, 'Only operators may do that.'));
    await expect(store.acknowledge([1])).rejects.toThrow('Only operators may do that.');
  });

  it('asks for the counts when it cannot know them', async () => {
    const stored = [sampleAlarm(900)];
    const { world, store } = page(stored);
    await connect(world, 900);
    expect(store.urgent).toBe(1);
    stored.push(sampleAlarm(901), sampleAlarm(902));
    world.socket.says('alarm-changed', sampleAlarm(4, { open: true }));
    await settle();
    jest.advanceTimersByTime(200);
    expect(store.urgent).toBe(3);
  });

  it('says what is wrong while it tries, and tries again', async () => {
    const { world, store } = page([]);
    world.replies.set('GET alarms/summary', problem(503, 'Starting.'));
    world.socket.becomesConnected();
    await settle();
    expect(store.problem).toBe('Starting.');
    expect(store.loaded).toBe(false);
    world.replies.set('GET alarms/summary', { json: summaryOf([]) });
    jest.advanceTimersByTime(1_000);
    await settle();
    world.socket.answers({ latest: 0 });
    await settle();
    expect(store.live).toBe(true);
    expect(store.problem).toBeNull();
  });

  it('forgets everything when somebody else may sit down', async () => {
    const { world, store } = page([sampleAlarm(1)]);
    await connect(world, 1);
    let begun = 0;
    const leave = store.onBegin(() => (begun += 1));
    store.clear();
    expect(store.alarms).toEqual([]);
    expect(store.urgent).toBe(0);
    expect(store.loaded).toBe(false);
    leave();
    store.clear();
    expect(begun).toBe(1);
  });
});

describe('camerasOf', () => {
  it.each<[Partial<Alarm>, readonly string[]]>([
    [{ camera: 2 }, ['hq:2']],
    [{ camera: 2, cameras: [1, 2] }, ['hq:2', 'hq:1']],
    [{ camera: null }, []],
    [{ recorder: null, camera: 2 }, []],
  ])('%j: %j', (change, cameras) => {
    expect(camerasOf(sampleAlarm(1, change))).toEqual(cameras);
  });
});
