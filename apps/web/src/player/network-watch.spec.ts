import type { Viewing as ViewingReport } from '@casement/contract';
import { settle } from '../testing/fake-timers.js';
import { sampleReport } from '../testing/samples.js';
import { sampleStatistics } from '../testing/sample-statistics.js';
import { type NetworkView, NetworkWatch } from './network-watch.js';

function watched() {
  let nowMs = 0;
  let asked = 0;
  let report: ViewingReport | null = sampleReport();
  const views: NetworkView[] = [];
  const watch = new NetworkWatch({
    ask: () => {
      asked += 1;
      return Promise.resolve(report);
    },
    nowMs: () => nowMs,
    onView: (view) => views.push(view),
  });
  const seconds = async (count: number, lossPercent: number, isWanted = false): Promise<void> => {
    for (let second = 0; second < count; second += 1) {
      nowMs += 1_000;
      watch.sample(sampleStatistics({ recentLossPercent: lossPercent }), 25, isWanted);
      await settle();
    }
  };
  return {
    watch,
    views,
    seconds,
    asked: () => asked,
    tells: (next: ViewingReport | null) => (report = next),
    words: () => views.at(-1)?.words ?? null,
  };
}

describe('NetworkWatch', () => {
  it('asks nobody while all is well', async () => {
    const { seconds, asked, views } = watched();
    await seconds(30, 0);
    expect(asked()).toBe(0);
    expect(views).toEqual([]);
  });

  it('is not alarmed by a single bad second', async () => {
    const { seconds, asked, words } = watched();
    await seconds(3, 0);
    await seconds(1, 20);
    await seconds(3, 0);
    expect(asked()).toBe(0);
    expect(words()).toBeNull();
  });

  it('asks every two seconds while packets are lost, and says so until it is over', async () => {
    const { seconds, asked, words } = watched();
    await seconds(11, 12);
    expect(asked()).toBe(5);
    expect(words()).toBe('Your network loses 12 %');
    await seconds(4, 0);
    expect(words()).toBeNull();
    const before = asked();
    await seconds(20, 0);
    expect(asked()).toBe(before);
  });

  it('says what is lost over some seconds, not what the last few packets did', async () => {
    const { seconds, words } = watched();
    await seconds(1, 10);
    await seconds(1, 30);
    await seconds(1, 50);
    expect(words()).toBe('Your network loses 30 %');
    await seconds(5, 20);
    expect(words()).toBe('Your network loses 20 %');
  });

  it('goes on as long as the gateway holds pictures back, although little is lost of little', async () => {
    const { seconds, words, tells } = watched();
    tells(sampleReport({ mode: 'key-pictures' }));
    await seconds(3, 20);
    expect(words()).toBe('Your network loses 20 %: key pictures only');
    await seconds(20, 0);
    expect(words()).toBe('Your network loses too much: key pictures only');
    tells(sampleReport());
    await seconds(3, 0);
    expect(words()).toBeNull();
  });

  it('asks for those who look at the figures, without alarming anybody', async () => {
    const { seconds, asked, views } = watched();
    await seconds(5, 0, true);
    expect(asked()).toBe(3);
    expect(views.at(-1)).toEqual({ words: null, report: sampleReport() });
    await seconds(1, 0);
    expect(views.at(-1)).toEqual({ words: null, report: null });
  });

  it('forgets what was known of a connection that is gone, even an answer under way', async () => {
    const { watch, seconds, views } = watched();
    await seconds(3, 20);
    watch.sample(sampleStatistics({ recentLossPercent: 20 }), 25, true);
    watch.reset();
    await settle();
    expect(views.at(-1)).toEqual({ words: null, report: null });
  });
});
