import type { PlaybackCommand } from '@casement/contract';
import fc from 'fast-check';
import { CommandQueue } from './command-queue.js';

/** A queue whose commands are answered when the test says so. */
function slowQueue() {
  const sent: PlaybackCommand[] = [];
  const failures: unknown[] = [];
  const answers: ((error?: Error) => void)[] = [];
  const queue = new CommandQueue({
    send: (command) => {
      sent.push(command);
      return new Promise((done, fail) => {
        answers.push((error) => (error ? fail(error) : done()));
      });
    },
    onFailure: (error) => failures.push(error),
  });
  const answer = async (error?: Error): Promise<void> => {
    answers.shift()?.(error);
    await new Promise((done) => setTimeout(done, 0));
  };
  return { queue, sent, failures, answer };
}

const seek = (at: string): PlaybackCommand => ({ command: 'seek', at });

describe('command queue', () => {
  it('sends one at a time; a newer seek takes the place of one that waits', async () => {
    const { queue, sent, answer } = slowQueue();
    const replaced = queue.push(seek('1')).then(() => 'done');
    void queue.push(seek('2'));
    void queue.push(seek('3'));
    void queue.push(seek('4'));
    expect(sent).toEqual([seek('1')]);
    await answer();
    expect(await replaced).toBe('done');
    expect(sent).toEqual([seek('1'), seek('4')]);
    await answer();
    expect(queue.idle).toBe(true);
  });

  it('keeps "play" before a seek, and lets a later "pause" replace it', async () => {
    const { queue, sent, answer } = slowQueue();
    void queue.push(seek('1'));
    void queue.push({ command: 'play' });
    void queue.push({ command: 'pause' });
    void queue.push(seek('2'));
    await answer();
    await answer();
    expect(sent.map(({ command }) => command)).toEqual(['seek', 'pause', 'seek']);
  });

  it('adds steps up, to a limit, and counts the rest', async () => {
    const { queue, sent, answer } = slowQueue();
    for (let step = 0; step < 12; step += 1) {
      void queue.push({ command: 'next' });
    }
    expect(queue.dropped).toBe(3);
    for (let step = 0; step < 9; step += 1) {
      await answer();
    }
    expect(sent).toHaveLength(9);
    expect(queue.idle).toBe(true);
  });

  it('tells failures and goes on', async () => {
    const { queue, sent, failures, answer } = slowQueue();
    void queue.push(seek('1'));
    void queue.push({ command: 'next' });
    await answer(new Error('no'));
    expect(failures).toEqual([new Error('no')]);
    expect(sent).toHaveLength(2);
  });

  it('forgets what waits', async () => {
    const { queue, sent, answer } = slowQueue();
    void queue.push(seek('1'));
    const waiting = queue.push({ command: 'next' });
    queue.clear();
    await waiting;
    await answer();
    expect(sent).toHaveLength(1);
  });

  it('always ends with the last command that was asked for', async () => {
    const any = fc.constantFrom<PlaybackCommand['command']>(
      'play',
      'pause',
      'next',
      'seek',
      'reverse',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(any, { minLength: 1, maxLength: 7 }), async (commands) => {
        const { queue, sent, answer } = slowQueue();
        const all = commands.map((command) => queue.push({ command }));
        while (!queue.idle) {
          await answer();
        }
        await Promise.all(all);
        expect(sent.at(-1)?.command).toBe(commands.at(-1));
        const steps = (list: readonly string[]): number =>
          list.filter((one) => one === 'next').length;
        expect(steps(sent.map(({ command }) => command))).toBe(steps(commands));
      }),
      { numRuns: 40 },
    );
  });
});
