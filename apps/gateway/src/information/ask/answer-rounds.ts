import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { CLOCK, type Clock, type Timer } from '../../net/clock.js';
import { RecorderDirectory } from '../../recorders/recorder-directory.js';
import { roundAgeMs } from './ages.js';
import { RecorderAnswers } from './recorder-answers.js';

/** How often it is looked whether something is too old. A start is not disturbed by it. */
const everyMs = 2 * 60_000;

/**
 * Asks recorders for their disks and their errors every half hour, also when nobody looks: for the metrics, for the doctor,
 * and because how fast the disks fill follows from several answers.
 */
@Injectable()
export class AnswerRounds implements OnApplicationBootstrap, OnApplicationShutdown {
  #timer: Timer | undefined;

  constructor(
    private readonly directory: RecorderDirectory,
    private readonly answers: RecorderAnswers,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.#timer = this.clock.after(everyMs, () => {
      this.#round();
      this.onApplicationBootstrap();
    });
  }

  onApplicationShutdown(): void {
    this.#timer?.cancel();
  }

  #round(): void {
    for (const { id, state, asleepSince } of this.directory.views) {
      // Its disks are off while it sleeps.
      if (state === 'online' && asleepSince === null) {
        const pages = this.answers.of(id);
        void pages?.disks.refresh(roundAgeMs);
        void pages?.logs.error.refresh(roundAgeMs);
      }
    }
  }
}
