import { AdoptedSenders } from '../adopted-senders.js';

/** What was adopted, for a test. */
export class MemoryAdoptedSenders extends AdoptedSenders {
  readonly stored = new Map<string, string>();
  /** Questions that fail before one is answered. */
  failures = 0;

  override all(): Promise<ReadonlyMap<string, string>> {
    if (this.failures > 0) {
      this.failures -= 1;
      return Promise.reject(new Error('the database is locked'));
    }
    return Promise.resolve(new Map(this.stored));
  }

  override set(mac: string, recorder: string | null): Promise<void> {
    if (recorder === null) {
      this.stored.delete(mac);
    } else {
      this.stored.set(mac, recorder);
    }
    return Promise.resolve();
  }
}
