import { AlarmSounder } from './alarm-sounder.js';
import { settle } from '../testing/fake-timers.js';
import { soundLength } from './alarm-tones.js';

/** A way to a loudspeaker that the test opens. */
class FakeAudio {
  state: AudioContextState = 'running';
  currentTime = 0;
  tones = 0;
  readonly destination = {};
  #resumed: (() => void)[] = [];

  createOscillator(): unknown {
    return {
      frequency: this.#parameter(),
      connect: () => undefined,
      start: () => (this.tones += 1),
      stop: () => undefined,
    };
  }

  createGain(): unknown {
    return { gain: this.#parameter(), connect: () => undefined };
  }

  async resume(): Promise<void> {
    return new Promise((resolve) => this.#resumed.push(resolve));
  }

  async close(): Promise<void> {
    this.state = 'closed';
    return Promise.resolve();
  }

  isTouched(): void {
    this.state = 'running';
    this.#resumed.splice(0).forEach((resolve) => resolve());
  }

  #parameter(): unknown {
    return { setValueAtTime: () => undefined, linearRampToValueAtTime: () => undefined };
  }
}

function sounder(state: AudioContextState = 'running'): {
  audio: FakeAudio;
  made: AlarmSounder;
  blocked: boolean[];
  clock: { nowMs: number };
} {
  const audio = new FakeAudio();
  audio.state = state;
  const blocked: boolean[] = [];
  const clock = { nowMs: 0 };
  const made = new AlarmSounder({
    open: () => audio as unknown as AudioContext,
    nowMs: () => clock.nowMs,
    onBlocked: (next) => blocked.push(next),
  });
  return { audio, made, blocked, clock };
}

describe('AlarmSounder', () => {
  it('rings once in a storm, again for what is worse, and again after a pause', () => {
    const { audio, made, clock } = sounder();
    made.ring('warning', 'beep', 1);
    made.ring('warning', 'beep', 1);
    made.ring('info', 'beep', 1);
    expect(audio.tones).toBe(1);
    made.ring('critical', 'siren', 1);
    expect(audio.tones).toBe(4);
    made.ring('warning', 'beep', 1);
    expect(audio.tones).toBe(4);
    clock.nowMs = 3_000;
    made.ring('warning', 'double', 1);
    expect(audio.tones).toBe(6);
  });

  it('is silent when somebody chose silence', () => {
    const { audio, made } = sounder();
    made.ring('critical', 'none', 1);
    made.ring('critical', 'siren', 0);
    expect(audio.tones).toBe(0);
    expect(soundLength('none')).toBe(0);
  });

  it('says that the browser wants a click, and rings when it comes at once', async () => {
    const { audio, made, blocked } = sounder('suspended');
    made.ring('critical', 'beep', 1);
    expect(blocked).toEqual([true]);
    audio.isTouched();
    await settle();
    expect(audio.tones).toBe(1);
    expect(blocked.at(-1)).toBe(false);
  });

  it('does not ring for what is long over', async () => {
    const { audio, made, clock } = sounder('suspended');
    made.ring('critical', 'beep', 1);
    clock.nowMs = 60_000;
    audio.isTouched();
    await settle();
    expect(audio.tones).toBe(0);
    made.ring('critical', 'beep', 1);
    expect(audio.tones).toBe(1);
  });

  it('lives without a loudspeaker', async () => {
    const made = new AlarmSounder({ open: () => undefined });
    made.ring('critical', 'siren', 1);
    await expect(made.unblock()).resolves.toBeUndefined();
    made.close();
  });
});
