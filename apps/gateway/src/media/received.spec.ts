import { VideoReceiver } from '@casement/media';
import { addDefects, noneReceived, receivedSince } from './received.js';

describe('addDefects', () => {
  it('adds by name and leaves out what did not occur', () => {
    expect(addDefects({ a: 1, b: 2, c: 0 }, { b: 3, d: 4 })).toEqual({ a: 1, b: 5, d: 4 });
  });
});

describe('receivedSince', () => {
  it('goes on counting where another thread ended, with the rates of now', () => {
    const now = { ...new VideoReceiver().statistics, packets: 5, accessUnits: 2, fps: 30 };
    const first = receivedSince(noneReceived, now);
    expect(first).toMatchObject({ packets: 5, accessUnits: 2, fps: 30 });
    const between = receivedSince(first, undefined);
    expect(between).toMatchObject({ packets: 5, accessUnits: 2, fps: 0 });
    expect(receivedSince(between, now)).toMatchObject({ packets: 10, accessUnits: 4, fps: 30 });
  });
});
