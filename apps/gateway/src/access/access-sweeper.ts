import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { AuditLog } from './audit-log.js';
import { SessionStore } from './session-store.js';

/** A session that is over is refused at once; so long its sockets may live on. */
const SWEEP_MS = 60_000;

/** Ends sessions whose time is over and keeps the audit within its limit. */
@Injectable()
export class AccessSweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger('Access');
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(
    private readonly sessions: SessionStore,
    private readonly audit: AuditLog,
  ) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => {
      this.#running = this.sweep();
    }, SWEEP_MS);
    this.#timer.unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  /** One round. Never throws: the next one comes. */
  async sweep(): Promise<void> {
    try {
      await this.sessions.sweep();
      await this.audit.sweep();
    } catch (error) {
      this.#logger.warn({ err: error, msg: 'ended sessions were not removed' });
    }
  }
}
