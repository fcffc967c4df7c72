import type { AlarmSeverity } from '@casement/contract';
import { isAtLeast, type AlarmSoundName } from './alarm-preferences.js';
import { alarmTones, soundLength, type Tone } from './alarm-tones.js';

export type AlarmSounderOptions = {
  /** Opens the way to the loudspeaker. Default: the browser's. Undefined: there is none. */
  readonly open?: () => AudioContext | undefined;
  /** The page's clock, in milliseconds. */
  readonly nowMs?: () => number;
  /** Whether the browser wants a click first changed. */
  readonly onBlocked?: (blocked: boolean) => void;
};

/** Between two sounds, so that a storm does not become a noise; worse alarms do not wait. In milliseconds. */
const pauseMs = 1_500;
/** Tones begin and end softly, in seconds: a hard edge clicks. */
const edge = 0.012;

/** Lets alarms be heard, as far as the browser allows: sound only after somebody touched the page. */
export class AlarmSounder {
  readonly #open: () => AudioContext | undefined;
  readonly #nowMs: () => number;
  readonly #onBlocked: (blocked: boolean) => void;
  #context: AudioContext | undefined;
  #last: { readonly severity: AlarmSeverity; readonly untilMs: number } | null = null;

  constructor(options: AlarmSounderOptions = {}) {
    this.#open = options.open ?? openAudio;
    this.#nowMs = options.nowMs ?? (() => performance.now());
    this.#onBlocked = options.onBlocked ?? (() => undefined);
  }

  /** The sound of an alarm; silence while one that is as bad can still be heard. @param volume 0 to 1 */
  ring(severity: AlarmSeverity, name: AlarmSoundName, volume: number): void {
    if (name === 'none' || volume === 0) {
      return;
    }
    const nowMs = this.#nowMs();
    if (this.#last && nowMs < this.#last.untilMs && isAtLeast(this.#last.severity, severity)) {
      return;
    }
    this.#last = { severity, untilMs: nowMs + Math.max(pauseMs, soundLength(name) * 1_000) };
    this.play(name, volume);
  }

  /** A sound at once, for trying it. @param volume 0 to 1 */
  play(name: AlarmSoundName, volume: number): void {
    const context = (this.#context ??= this.#open());
    if (!context) {
      return;
    }
    if (context.state === 'running') {
      this.#sound(context, name, volume);
      return;
    }
    this.#onBlocked(true);
    // Alarms are not kept for later: a click an hour after them would be a fright.
    const askedMs = this.#nowMs();
    void this.unblock().then(() => {
      if (context.state === 'running' && this.#nowMs() - askedMs < pauseMs) {
        this.#sound(context, name, volume);
      }
    });
  }

  /** Somebody touched the page: from now on the browser lets sound through. */
  async unblock(): Promise<void> {
    const context = this.#context;
    if (context && context.state !== 'running') {
      // A refusal is the same as waiting: the next touch tries again.
      await context.resume().catch(() => undefined);
    }
    if (context?.state === 'running') {
      this.#onBlocked(false);
    }
  }

  close(): void {
    // Closed twice: nothing to be done about it.
    this.#context?.close().catch(() => undefined);
    this.#context = undefined;
  }

  #sound(context: AudioContext, name: AlarmSoundName, volume: number): void {
    for (const tone of alarmTones[name]) {
      playTone(context, tone, volume);
    }
  }
}

function playTone(context: AudioContext, tone: Tone, volume: number): void {
  const begin = context.currentTime + tone.at;
  const end = begin + tone.length;
  const oscillator = context.createOscillator();
  oscillator.type = 'triangle';
  oscillator.frequency.setValueAtTime(tone.from, begin);
  oscillator.frequency.linearRampToValueAtTime(tone.to, end);
  const gain = context.createGain();
  gain.gain.setValueAtTime(0, begin);
  gain.gain.linearRampToValueAtTime(volume, begin + edge);
  gain.gain.setValueAtTime(volume, end - edge);
  gain.gain.linearRampToValueAtTime(0, end);
  oscillator.connect(gain);
  gain.connect(context.destination);
  oscillator.start(begin);
  oscillator.stop(end);
}

function openAudio(): AudioContext | undefined {
  return 'AudioContext' in window ? new AudioContext() : undefined;
}
