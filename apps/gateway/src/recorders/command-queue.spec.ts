import fc from 'fast-check';
import { ManualClock, settle } from '../net/testing/manual-clock.js';
import { CommandQueue, QueueClosedError } from './command-queue.js';
import type { QueuePlace } from './command-queue.js';

function queueOn(clock: ManualClock, spacingMs = 3_000): CommandQueue {
  return new CommandQueue({ clock, spacingMs });
}

describe('CommandQueue', () => {
  it('sends the first command at once and every further one 3 s after the answer to the one before', async () => {
    const clock = new ManualClock();
    const queue = queueOn(clock);
    const sentAt: number[] = [];
    const send = async (): Promise<void> => {
      sentAt.push(clock.nowMs());
      await new Promise<void>((resolve) => {
        clock.after(500, () => resolve());
      });
    };
    const all = Promise.all([queue.run(send), queue.run(send), queue.run(send)]);
    await clock.advance(20_000);
    await all;
    expect(sentAt).toEqual([0, 3_500, 7_000]);
    expect(queue.sent).toBe(3);
  });

  it('goes on after a command that failed', async () => {
    const clock = new ManualClock();
    const queue = queueOn(clock);
    const failed = queue.run(() => Promise.reject(new Error('503')));
    const next = queue.run(() => Promise.resolve('ok'));
    await expect(failed).rejects.toThrow('503');
    await clock.advance(3_000);
    await expect(next).resolves.toBe('ok');
  });

  it('tells who waits how many go before and how long it takes', async () => {
    const clock = new ManualClock();
    const queue = queueOn(clock);
    const places: QueuePlace[] = [];
    const nothing = (): Promise<void> => Promise.resolve();
    void queue.run(nothing);
    await settle();
    void queue.run(nothing);
    void queue.run(nothing);
    void queue.run(nothing, { onPlace: (place) => places.push(place) });
    expect(places).toEqual([{ ahead: 2, etaMs: 9_000 }]);
    await clock.advance(3_000);
    expect(places.at(-1)).toEqual({ ahead: 1, etaMs: 6_000 });
    await clock.advance(6_000);
    expect(queue.length).toBe(0);
  });

  it('lets what nobody waits for stand back', async () => {
    const clock = new ManualClock();
    const queue = queueOn(clock);
    const order: string[] = [];
    const send = (name: string) => (): Promise<void> => {
      order.push(name);
      return Promise.resolve();
    };
    void queue.run(send('first'));
    void queue.run(send('stop 1'), { urgency: 'later' });
    void queue.run(send('stop 2'), { urgency: 'later' });
    void queue.run(send('start 1'));
    void queue.run(send('start 2'));
    await clock.advance(30_000);
    expect(order).toEqual(['first', 'start 1', 'start 2', 'stop 1', 'stop 2']);
  });

  it('takes an aborted command out, and the rest moves up', async () => {
    const clock = new ManualClock();
    const queue = queueOn(clock);
    const abort = new AbortController();
    const sent: string[] = [];
    const send = (name: string) => (): Promise<number> => Promise.resolve(sent.push(name));
    void queue.run(send('a'));
    const b = queue.run(send('b'), { signal: abort.signal });
    const places: QueuePlace[] = [];
    void queue.run(send('c'), { onPlace: (place) => places.push(place) });
    abort.abort(new Error('nobody looks any more'));
    await expect(b).rejects.toThrow('nobody looks any more');
    await settle();
    expect(places[0]?.ahead).toBe(2);
    expect(places.at(-1)).toEqual({ ahead: 0, etaMs: 3_000 });
    await clock.advance(10_000);
    expect(sent).toEqual(['a', 'c']);
    await expect(queue.run(send('d'), { signal: abort.signal })).rejects.toThrow('nobody looks');
  });

  it('waits for nothing any more when the last one that waited was taken out', async () => {
    const clock = new ManualClock();
    const queue = queueOn(clock);
    const abort = new AbortController();
    void queue.run(() => Promise.resolve());
    await settle();
    const left = queue.run(() => Promise.resolve(), { signal: abort.signal });
    expect(clock.timers).toBe(1);
    abort.abort(new Error('nobody looks any more'));
    await expect(left).rejects.toThrow('nobody looks any more');
    expect(clock.timers).toBe(0);
  });

  it('hurries at the end, and refuses when it is closed', async () => {
    const clock = new ManualClock();
    const queue = queueOn(clock);
    const sentAt: number[] = [];
    const send = (): Promise<number> => Promise.resolve(sentAt.push(clock.nowMs()));
    void queue.run(send);
    void queue.run(send);
    void queue.run(send);
    await clock.advance(1_000);
    queue.hurry(200);
    await clock.advance(1_000);
    expect(sentAt).toEqual([0, 1_200, 1_400]);
    void queue.run(send);
    const late = queue.run(send);
    queue.close();
    await expect(late).rejects.toBeInstanceOf(QueueClosedError);
    await expect(queue.run(send)).rejects.toThrow('the recorder is being closed');
  });

  it('is bounded', async () => {
    const queue = queueOn(new ManualClock());
    const never = (): Promise<void> => new Promise(() => undefined);
    const all = Array.from({ length: 300 }, () =>
      queue.run(never).catch((error: unknown) => error),
    );
    await settle();
    expect(queue.length).toBe(256);
    queue.close();
    const refused = await Promise.all(all.slice(1));
    expect(refused.every((error) => error instanceof QueueClosedError)).toBe(true);
  });

  it('never sends two commands closer than the pause, whatever comes and goes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            afterMs: fc.nat(5_000),
            takesMs: fc.nat(4_000),
            abortAfterMs: fc.option(fc.nat(5_000), { nil: undefined }),
            urgency: fc.constantFrom('soon' as const, 'later' as const),
          }),
          { maxLength: 12 },
        ),
        async (commands) => {
          const clock = new ManualClock();
          const queue = queueOn(clock);
          const times: { from: number; to: number }[] = [];
          const outcomes = commands.map(({ afterMs, takesMs, abortAfterMs, urgency }) => {
            const abort = new AbortController();
            return new Promise<void>((resolve) => {
              clock.after(afterMs, () => {
                const send = (): Promise<void> => {
                  const from = clock.nowMs();
                  return new Promise((done) => {
                    clock.after(takesMs, () => {
                      times.push({ from, to: clock.nowMs() });
                      done();
                    });
                  });
                };
                const run = queue.run(send, { signal: abort.signal, urgency });
                void run.then(
                  () => resolve(),
                  () => resolve(),
                );
                if (abortAfterMs !== undefined) {
                  clock.after(abortAfterMs, () => abort.abort());
                }
              });
            });
          });
          await clock.advance(200_000);
          await Promise.all(outcomes);
          times.slice(1).forEach(({ from }, index) => {
            expect(from - (times[index]?.to ?? 0)).toBeGreaterThanOrEqual(3_000);
          });
        },
      ),
      { numRuns: 15 },
    );
  });
});
