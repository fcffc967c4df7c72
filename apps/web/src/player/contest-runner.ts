import type { DeliveryChoice } from './choose-delivery.js';
import { contestTimes } from './contest-options.js';
import type { Player, SoundState } from './player.js';

/** One way within a contest: what it has told so far. */
export class ContestRunner {
  choice: DeliveryChoice;
  /** It was opened with sound. */
  readonly listening: boolean;
  player: Player | undefined;
  /** Its turn has come. */
  begun = false;
  /** The gateway has done its part. */
  answered = false;
  connected = false;
  /** Pictures arrive, shown or not. */
  arriving = false;
  /** For how long it has brought nothing although it should, in milliseconds. */
  quietMs = 0;
  converted: string | null = null;
  note: string | null = null;
  sound: SoundState = 'off';

  constructor(choice: DeliveryChoice, listening: boolean) {
    this.choice = choice;
    this.listening = listening;
  }

  /**
   * Another tick went by. Returns whether it has been quiet for too long: without a connection the network is to
   * blame; with one a camera that has nothing to show may be.
   *
   * @param beside another way shows pictures
   */
  tick({
    cameraPlays,
    beside,
  }: {
    readonly cameraPlays: boolean;
    readonly beside: boolean;
  }): boolean {
    if (!this.connected || (cameraPlays && this.note === null)) {
      this.quietMs += contestTimes.tick;
    }
    if (!this.answered) {
      return this.quietMs >= contestTimes.unanswered;
    }
    if (this.arriving) {
      return this.quietMs >= contestTimes.slow;
    }
    return this.quietMs >= (beside ? contestTimes.grace : contestTimes.quiet);
  }
}
