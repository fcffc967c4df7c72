import { parseAlarm } from '@casement/protocol';
import { ManualClock } from '../../net/testing/manual-clock.js';
import type { AlarmArrival } from '../alarm-model.js';
import { SourceLane, WaitingBytes } from './source-lane.js';
import { alarmVector } from './testing/alarm-vectors.js';

describe('SourceLane', () => {
  const clock = new ManualClock();

  function laneOf(limit: number, ratePerSource = 10) {
    const counts = { delayed: 0, dropped: 0 };
    const delivered: number[] = [];
    const waitingBytes = new WaitingBytes(limit);
    const lane = new SourceLane({
      clock,
      ratePerSource,
      waitingBytes,
      deliver: ({ receivedMs }) => delivered.push(receivedMs),
      delayed: () => (counts.delayed += 1),
      dropped: () => (counts.dropped += 1),
    });
    return { lane, counts, delivered, waitingBytes };
  }

  const message = parseAlarm(alarmVector('AL01'));
  const arrival = (receivedMs: number): AlarmArrival => ({ receivedMs, address: 'a', message });

  it('keeps the order', async () => {
    const { lane, delivered, counts } = laneOf(10_000);
    for (let count = 0; count < 100; count += 1) {
      lane.offer(arrival(count));
    }
    expect(delivered).toHaveLength(10);
    await clock.advance(3_000);
    lane.offer(arrival(100));
    await clock.advance(10_000);
    expect(delivered).toEqual(Array.from({ length: 101 }, (_, index) => index));
    expect(counts).toEqual({ delayed: 91, dropped: 0 });
    expect(lane.isForgettable).toBe(true);
  });

  it('drops and counts what does not fit, and gives the room back', async () => {
    const { lane, delivered, counts, waitingBytes } = laneOf(5 * 20);
    for (let count = 0; count < 20; count += 1) {
      lane.offer(arrival(count));
    }
    expect(counts).toEqual({ delayed: 5, dropped: 5 });
    expect(lane.isForgettable).toBe(false);
    await clock.advance(500);
    expect(delivered).toHaveLength(15);
    expect(waitingBytes.used).toBe(0);
  });

  it('has an end for a source that never stops', () => {
    const { lane, counts, waitingBytes } = laneOf(Number.MAX_SAFE_INTEGER);
    for (let count = 0; count < 20_000; count += 1) {
      lane.offer(arrival(count));
    }
    expect(counts).toEqual({ delayed: 12_288, dropped: 20_000 - 12_288 - 10 });
    lane.close();
    expect(waitingBytes.used).toBe(0);
    expect(clock.timers).toBe(0);
  });
});
