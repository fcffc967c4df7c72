import type { AlarmDestination } from '@casement/contract';
import { type Principal, principalOf } from '../access/principal.js';
import { ProblemError } from '../errors/problem-error.js';
import { readAlarmFilter } from './alarm-filter.js';
import { AlarmPassOn } from './alarm-model.js';
import { AlarmsService } from './alarms.service.js';
import { FakeAlarmSource } from './testing/fake-alarm-source.js';
import { MemoryAlarmStore } from './testing/memory-alarm-store.js';
import { sampleDraft } from './testing/sample-draft.js';

const everybody = principalOf({
  username: 'anna',
  role: 'operator',
  via: 'session',
  credentialId: 'a',
  mustChangePassword: false,
});

class NoPassOn extends AlarmPassOn {
  readonly destinations: AlarmDestination[] = [];
}

describe('AlarmsService', () => {
  let store: MemoryAlarmStore;
  let source: FakeAlarmSource;
  let service: AlarmsService;
  /** Sees every tenth camera only. */
  const restricted: Principal = { ...everybody, mayView: (_recorder, camera) => camera % 10 === 0 };

  beforeEach(() => {
    store = new MemoryAlarmStore();
    source = new FakeAlarmSource();
    service = new AlarmsService(source, store, new NoPassOn());
  });

  const query = (text: string) => readAlarmFilter(new URLSearchParams(text));
  const list = async (text: string, principal: Principal = everybody) =>
    (await service.list(query(text), principal)).map(({ id }) => id);
  const fill = (count: number) =>
    store.putAll(
      Array.from({ length: count }, (_each, index) => sampleDraft({ camera: index + 1 })),
    );
  const range = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_each, index) => from + index);

  it('lists oldest first, after a number or before one', async () => {
    fill(250);
    expect(await list('')).toEqual(range(1, 100));
    expect(await list('after=245')).toEqual(range(246, 250));
    expect(await list('before=50&limit=5')).toEqual(range(45, 49));
    expect(await list('after=250')).toEqual([]);
  });

  it('fills the page for somebody who may not see most, in both directions', async () => {
    fill(250);
    expect(await list('limit=10', restricted)).toEqual(range(1, 10).map((ten) => ten * 10));
    expect(await list('limit=10&after=100', restricted)).toEqual(
      range(11, 20).map((ten) => ten * 10),
    );
    expect(await list('limit=10&before=230', restricted)).toEqual(
      range(13, 22).map((ten) => ten * 10),
    );
    expect(await list('limit=100', restricted)).toEqual(range(1, 25).map((ten) => ten * 10));
  });

  it('shows and acknowledges nothing that may not be seen', async () => {
    fill(20);
    await expect(service.get(3, restricted)).rejects.toMatchObject({ status: 404 });
    await expect(service.acknowledge(3, restricted)).rejects.toMatchObject({ status: 404 });
    await expect(service.acknowledgeAll([10, 3], restricted)).rejects.toMatchObject({
      status: 422,
      context: { unknown: [3] },
    });
    expect(store.alarms.filter(({ open }) => !open)).toEqual([]);
    expect(await service.acknowledge(10, restricted)).toMatchObject({ id: 10, open: false });
  });

  it('acknowledges many, each once, and keeps who was first', async () => {
    fill(120);
    await service.acknowledge(2, { ...everybody, username: 'first' });
    const ids = [...range(1, 120), 5, 5];
    const alarms = await service.acknowledgeAll(ids, everybody);
    expect(alarms.map(({ id }) => id)).toEqual(range(1, 120));
    expect(alarms[1]?.acknowledged?.by).toBe('first');
    expect(alarms[0]?.acknowledged?.by).toBe('anna');
  });

  it('names a few of many unknown numbers', async () => {
    fill(1);
    const error = await service
      .acknowledgeAll(range(1, 50), everybody)
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ProblemError);
    expect((error as ProblemError).message).toContain(
      'There is no alarm 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, …; nothing was acknowledged.',
    );
  });

  it('adds up what port and store count', () => {
    source.counters = { messages: 5, dropped: 1 };
    store.counters = { stored: 3, dropped: 2 };
    expect(service.status()).toEqual({
      listening: true,
      words: 'listening at 127.0.0.1:1818',
      connections: 0,
      counters: { messages: 5, stored: 3, dropped: 3 },
      storage: { state: 'ok', reason: null, waiting: 0, dropped: 0 },
      destinations: [],
    });
  });
});
