import type { AlarmDestination } from './alarm-request.js';
import { AlarmOutbox } from './alarm-outbox.js';
import type { AlarmOutcome } from './alarm-outbox.js';
import { waitFor } from '../testing/wait-for.js';

const [first, second] = [
  { host: 'first', port: 1818 },
  { host: 'second', port: 1818 },
];

/** An outbox whose tries are answered by the test. */
function createOutbox(deliver: (destination: AlarmDestination, text: string) => Promise<void>) {
  const outcomes: AlarmOutcome[] = [];
  const outbox = new AlarmOutbox({
    deliver: (destination, { pieces }) => deliver(destination, Buffer.concat(pieces).toString()),
    policy: () => ({ retries: 2, retryMs: 10 }),
  });
  const put = (text: string, destinations: readonly AlarmDestination[] = [first, second]) =>
    outbox.put({
      transmission: { pieces: [Buffer.from(text)], leavesOpen: false },
      destinations,
      from: undefined,
      onOutcome: (outcome) => outcomes.push(outcome),
    });
  return { outbox, outcomes, put };
}

describe('outbox of a device', () => {
  it('serves one message after the other, each to its destinations in order', async () => {
    const tries: string[] = [];
    const { outbox, put } = createOutbox(async ({ host }, text) => {
      tries.push(`${text} ${host}`);
      await Promise.resolve();
    });
    ['a', 'b', 'c'].forEach((text) => put(text));
    await waitFor('all', () => outbox.waiting === 0);
    expect(tries).toEqual(['a first', 'a second', 'b first', 'b second', 'c first', 'c second']);
  });

  it('tries three times, then goes on', async () => {
    const { outbox, outcomes, put } = createOutbox(({ host }) =>
      host === 'first' ? Promise.reject(new Error('refused')) : Promise.resolve(),
    );
    put('a');
    await waitFor('all', () => outbox.waiting === 0);
    expect(outcomes).toEqual([
      { destination: first, tries: 3, error: 'refused' },
      { destination: second, tries: 1, error: null },
    ]);
  });

  it('forgets what waits, and takes what comes afterwards', async () => {
    let isUp = false;
    const { outbox, outcomes, put } = createOutbox(() =>
      isUp ? Promise.resolve() : Promise.reject(new Error('refused')),
    );
    put('a', [first]);
    put('b', [first]);
    expect(outbox.forget()).toBe(2);
    await waitFor('the end of the first', () => outbox.waiting === 0);
    isUp = true;
    put('c', [second]);
    await waitFor('the last', () => outcomes.length === 2);
    expect(outcomes).toEqual([
      { destination: first, tries: 1, error: 'the device forgot it' },
      { destination: second, tries: 1, error: null },
    ]);
  });

  it('takes so many and no more', () => {
    const { outbox, put } = createOutbox(() => new Promise(() => undefined));
    const taken = Array.from({ length: 20_010 }, () => put('x')).filter(Boolean).length;
    expect(taken).toBe(20_000);
    expect(outbox.waiting).toBe(20_000);
  });

  it('keeps the order of a long queue', async () => {
    const tried: number[] = [];
    const { outbox, put } = createOutbox((_destination, text) => {
      tried.push(Number(text));
      return Promise.resolve();
    });
    const wanted = Array.from({ length: 3_000 }, (_, index) => index);
    wanted.forEach((index) => put(String(index), [first]));
    await waitFor('all', () => outbox.waiting === 0);
    expect(tried).toEqual(wanted);
  });
});
