import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { AuthenticationService } from '../access/authentication.service.js';
import { CLOCK, type Clock, type Timer } from '../net/clock.js';
import { Audience } from './audience.js';

/** A right that was taken away, or a user who was, may be seen for so long; a sign-out is heard of at once. */
const checkMs = 3_000;

/** Looks again and again whether all who watch may still see what they watch, whatever the way. */
@Injectable()
export class RightsCheck implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger('RightsCheck');
  #timer: Timer | undefined;
  #isOver = false;

  constructor(
    private readonly audience: Audience,
    private readonly authentication: AuthenticationService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.#again();
  }

  beforeApplicationShutdown(): void {
    this.#isOver = true;
    this.#timer?.cancel();
  }

  /** The next round begins when this one is over, however slow the database is. */
  #again(): void {
    if (!this.#isOver) {
      this.#timer = this.clock.after(checkMs, () => void this.#check());
    }
  }

  async #check(): Promise<void> {
    try {
      await this.audience.recheck((principal) => this.authentication.renew(principal));
    } catch (error) {
      this.#logger.warn({ err: error, msg: 'the rights of viewers could not be looked at' });
    }
    this.#again();
  }
}
