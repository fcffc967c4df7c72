import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../net/clock.js';
import { RecorderDirectory } from '../../recorders/recorder-directory.js';
import type { NvrRecorder } from '../../recorders/nvr-recorder.js';
import { type LiveCamera, LiveCameras } from '../../viewing/live-cameras.js';

/** A camera that comes at all has shown the second change by then, in milliseconds; the recorder's lane included. */
const lookMs = 20_000;
/** A recorder whose pictures told no time is not looked at again before that, in milliseconds. */
const pauseMs = 10 * 60_000;

/**
 * Finds out what time it is for a recorder. Only live pictures tell (TLV 0x0007): where nobody watched a camera of it yet,
 * one is opened for the second or two that it takes.
 */
@Injectable()
export class ClockLooks implements BeforeApplicationShutdown {
  readonly #running = new Set<() => void>();
  /** When each was looked at; one that was opened anew is another one. */
  readonly #lookedMs = new WeakMap<NvrRecorder, number>();

  constructor(
    private readonly directory: RecorderDirectory,
    private readonly cameras: LiveCameras,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Begins to look, when there is anything to be found out; returns at once. */
  begin(recorder: string): void {
    const found = this.directory.find(recorder);
    const camera = found && this.#isWorthIt(recorder) && this.#camera(found);
    const nowMs = this.clock.nowMs();
    if (!camera || nowMs - (this.#lookedMs.get(found) ?? Number.NEGATIVE_INFINITY) < pauseMs) {
      return;
    }
    this.#lookedMs.set(found, nowMs);
    const watch = camera.watch({ counts: false });
    const stops = [
      watch.video.units({ unit: () => undefined }),
      () => watch.leave(),
      this.directory.onChange(({ what, id }) => {
        if (what === 'recorder' && id === recorder && !this.#isWorthIt(recorder)) {
          end();
        }
      }),
    ];
    const timer = this.clock.after(lookMs, () => end());
    const end = (): void => {
      timer.cancel();
      if (this.#running.delete(end)) {
        stops.forEach((stop) => stop());
      }
    };
    this.#running.add(end);
  }

  beforeApplicationShutdown(): void {
    [...this.#running].forEach((end) => end());
  }

  /** It is there and awake, and its clock is not known. */
  #isWorthIt(recorder: string): boolean {
    const view = this.directory.view(recorder);
    return view?.state === 'online' && view.asleepSince === null && view.clockOffsetMs === null;
  }

  #camera({ config, cameras }: NvrRecorder): LiveCamera | undefined {
    const connected = cameras.find(({ connection }) => connection === 'ok');
    const found = connected && this.cameras.find(config.id, connected.number);
    return typeof found === 'object' ? found : undefined;
  }
}
