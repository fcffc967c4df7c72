import { ManualClock } from '../../net/testing/manual-clock.js';
import type { RecorderDirectory } from '../../recorders/recorder-directory.js';
import { AnswerRounds } from './answer-rounds.js';
import type { RecorderAnswers } from './recorder-answers.js';
import { AskedAnswer } from './asked-answer.js';

const minuteMs = 60_000;

describe('AnswerRounds', () => {
  let clock: ManualClock;
  let asked: string[];
  let views: { readonly id: string; state: string; asleepSince: string | null }[];
  let rounds: AnswerRounds;

  beforeEach(() => {
    clock = new ManualClock();
    asked = [];
    views = [{ id: 'hq', state: 'online', asleepSince: null }];
    const answer = (what: string) =>
      new AskedAnswer({
        clock,
        ask: () => Promise.resolve(void asked.push(what)),
        inWords: String,
      });
    const pages = new Map(
      ['hq', 'annex'].map((id) => [
        id,
        { disks: answer(`${id} disks`), logs: { error: answer(`${id} errors`) } },
      ]),
    );
    rounds = new AnswerRounds(
      {
        get views() {
          return views;
        },
      } as unknown as RecorderDirectory,
      { of: (id: string) => pages.get(id) } as unknown as RecorderAnswers,
      clock,
    );
    rounds.onApplicationBootstrap();
  });

  it('asks every half hour, and not at the start', async () => {
    await clock.advance(2 * minuteMs - 1);
    expect(asked).toEqual([]);
    await clock.advance(1);
    expect(asked).toEqual(['hq disks', 'hq errors']);
    await clock.advance(29 * minuteMs);
    expect(asked).toHaveLength(2);
    await clock.advance(minuteMs);
    expect(asked).toEqual(['hq disks', 'hq errors', 'hq disks', 'hq errors']);
  });

  it('leaves recorders in peace that are not there or sleep, and those that cannot tell', async () => {
    views = [
      { id: 'hq', state: 'offline', asleepSince: null },
      { id: 'annex', state: 'online', asleepSince: '2026-11-21T00:00:00Z' },
      { id: 'compact', state: 'online', asleepSince: null },
    ];
    await clock.advance(60 * minuteMs);
    expect(asked).toEqual([]);
    views[0]!.state = 'online';
    await clock.advance(2 * minuteMs);
    expect(asked).toEqual(['hq disks', 'hq errors']);
  });

  it('ends with the gateway', async () => {
    rounds.onApplicationShutdown();
    await clock.advance(60 * minuteMs);
    expect([asked, clock.timers]).toEqual([[], 0]);
  });
});
