import type { AuditRecord } from '../access/audit-log.js';

/** More than two movements, whose stops the recorder does not answer, are not waited for. */
const maxWaiting = 4;

/**
 * The audit of one camera's movements, written when none of its commands is on its way: the embedded database commits on
 * the gateway's own thread, and on a busy disk that takes long enough to be felt in a stop.
 */
export class MovementAudit {
  readonly #write: (entry: AuditRecord) => Promise<void>;
  #waiting: AuditRecord[] = [];
  #written = Promise.resolve();

  /** @param write never rejects */
  constructor(write: (entry: AuditRecord) => Promise<void>) {
    this.#write = write;
  }

  /** To be written with the next {@link flush}. */
  put(entry: AuditRecord): void {
    this.#waiting.push(entry);
    if (this.#waiting.length > maxWaiting) {
      this.flush();
    }
  }

  /** Nothing is on its way: writes what waits, in its order, after whatever else this turn has to tell. */
  flush(): void {
    const entries = this.#waiting;
    if (entries.length === 0) {
      return;
    }
    this.#waiting = [];
    this.#written = this.#written.then(async () => {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      for (const entry of entries) {
        await this.#write(entry);
      }
    });
  }

  /** Resolves when everything is written. */
  close(): Promise<void> {
    this.flush();
    return this.#written;
  }
}
