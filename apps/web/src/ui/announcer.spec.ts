import { jest } from '@jest/globals';
import { announce, useAnnouncement } from './announcer.js';

describe('announcer', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('says a burst in one sentence, the last word about each thing', () => {
    const said = useAnnouncement();
    announce('Gate', 'not live');
    announce('Gate', 'reconnecting');
    announce('Yard', 'reconnecting');
    expect(said.value).toBe('');
    jest.advanceTimersByTime(2_000);
    expect(said.value).toBe('Gate: reconnecting. Yard: reconnecting');
  });

  it('counts what is too much to listen to', () => {
    const said = useAnnouncement();
    for (let camera = 1; camera <= 16; camera += 1) {
      announce(`Camera ${camera}`, 'live');
    }
    jest.advanceTimersByTime(2_000);
    expect(said.value).toBe('Camera 1: live. Camera 2: live. Camera 3: live. and 13 more changes');
  });
});
