import type { DeliveryWay } from '@casement/contract';
import { BlockedWays } from './blocked-ways.js';

describe('BlockedWays', () => {
  function open() {
    const told: string[] = [];
    const blocked = new BlockedWays({
      noteWorks: (way: DeliveryWay) => told.push(`${way} works`),
      noteFailed: (way: DeliveryWay, words: string) => told.push(`${way}: ${words}`),
    });
    return { blocked, told };
  }

  it('believes that a way is blocked when another one brings a picture, and says so once', () => {
    const { blocked, told } = open();
    blocked.note('webrtc', 'no UDP', false);
    expect(told).toEqual([]);
    blocked.proveBy('hls');
    blocked.proveBy('hls');
    expect(told).toEqual(['hls works', 'webrtc: no UDP', 'hls works']);
  });

  it('believes it at once beside a way that shows pictures', () => {
    const { blocked, told } = open();
    blocked.note('webrtc', 'no UDP', true);
    expect(told).toEqual(['webrtc: no UDP']);
  });
});
