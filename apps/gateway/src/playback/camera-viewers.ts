import type { Playback, PlaybackCamera } from '@casement/contract';
import type {
  ClockState,
  KeptGop,
  KeptSound,
  PlaybackAttachment,
  PlaybackOutput,
} from './playback-output.js';

type Viewer = {
  readonly output: PlaybackOutput;
  /** Starts of the GOPs it was given, samples of FF apart from the others. */
  sent: Set<string>;
};

/** Those who look at one camera of a playback: each is given each GOP once. */
export class CameraViewers {
  readonly #viewers = new Set<Viewer>();

  get size(): number {
    return this.#viewers.size;
  }

  get wantsSound(): boolean {
    return [...this.#viewers].some(({ output }) => output.wantsSound);
  }

  /** `feed` is called when the viewer can take more. */
  attach(output: PlaybackOutput, feed: () => void): PlaybackAttachment {
    const viewer = { output, sent: new Set<string>() };
    this.#viewers.add(viewer);
    return {
      ready: () => {
        if (this.#viewers.has(viewer)) {
          feed();
        }
      },
      leave: () => {
        this.#viewers.delete(viewer);
      },
    };
  }

  clock(state: ClockState, playback: Playback, camera: PlaybackCamera): void {
    for (const { output } of this.#viewers) {
      output.clock(state, playback, camera);
    }
  }

  /** What was given lies elsewhere now: all is given anew. */
  forget(): void {
    for (const viewer of this.#viewers) {
      viewer.sent = new Set();
    }
  }

  /** Gives each viewer what it was not given yet, in this order; what is no longer around the clock is forgotten. */
  feed(gops: readonly KeptGop[], generation: number): void {
    const around = new Set(gops.map(keyOf));
    for (const viewer of this.#viewers) {
      viewer.sent = new Set([...viewer.sent].filter((key) => around.has(key)));
      for (const gop of gops) {
        if (viewer.output.isBehind) {
          break;
        }
        const key = keyOf(gop);
        if (!viewer.sent.has(key)) {
          viewer.sent.add(key);
          viewer.output.gop(gop, generation);
        }
      }
    }
  }

  sound(sound: KeptSound, generation: number): void {
    for (const { output } of this.#viewers) {
      if (output.wantsSound && !output.isBehind) {
        output.sound(sound, generation);
      }
    }
  }

  closed(reason: string): void {
    for (const { output } of this.#viewers) {
      output.closed(reason);
    }
    this.#viewers.clear();
  }
}

function keyOf({ startMs, alone, pictures }: KeptGop): string {
  return `${startMs} ${alone} ${pictures.length}`;
}
