import { eventOf, nothingCame } from './came.js';
import type { LiveAttempt, LiveState } from './live-model.js';

const attempt: LiveAttempt = { transport: 'rtp', video: 'H264', fallback: 'none', tried: [] };
const waitPackets: LiveState = { name: 'wait-packets', attempt };
const waitRandomAccess: LiveState = { name: 'wait-random-access', attempt };
const running: LiveState = { name: 'running', attempt };
const everything = { video: 'H264', randomAccess: true, placeholder: true } as const;

describe('eventOf', () => {
  it('says nothing as long as nothing came', () => {
    for (const state of [waitPackets, waitRandomAccess, running]) {
      expect(eventOf(nothingCame, state)).toBeUndefined();
    }
  });

  it('tells each state what it waits for', () => {
    const came = { ...everything, placeholder: false };
    expect(eventOf(came, waitPackets)).toEqual({ type: 'packet', video: 'H264' });
    expect(eventOf(came, waitRandomAccess)).toEqual({ type: 'picture' });
    expect(eventOf(came, running)).toBeUndefined();
  });

  it('puts the placeholder picture before everything else', () => {
    for (const state of [waitPackets, waitRandomAccess, running]) {
      expect(eventOf(everything, state)).toEqual({ type: 'placeholder' });
    }
  });

  it('waits until START was answered, and tells nothing to a stream that ends', () => {
    const others: readonly LiveState[] = [
      { name: 'off' },
      { name: 'session' },
      { name: 'queued', attempt },
      { name: 'wait-headers', attempt },
      { name: 'stopping', next: { then: 'off' } },
    ];
    for (const state of others) {
      expect(eventOf(everything, state)).toBeUndefined();
    }
  });
});
