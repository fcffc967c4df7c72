import { Inject, Injectable, Logger } from '@nestjs/common';
import { Database } from '../database/database.js';
import { AuditEntryEntity } from '../database/entities/audit-entry.entity.js';
import type { Principal } from './principal.js';
import { WALL_CLOCK, type WallClock } from './wall-clock.js';

/** Years of an ordinary house; about 20 MB. The oldest entries make room. */
export const MAX_AUDIT_ENTRIES = 100_000;

/** Something that somebody did, or was refused. */
export type AuditRecord = {
  readonly username: string;
  readonly via: Principal['via'] | null;
  readonly address: string;
  /** A word such as `sign-in`, or method and path pattern. */
  readonly action: string;
  readonly outcome: 'done' | 'refused';
  readonly detail?: Readonly<Record<string, string | number>>;
};

/** Who signed in and who changed what, in the database. */
@Injectable()
export class AuditLog {
  readonly #logger = new Logger('Audit');

  constructor(
    private readonly database: Database,
    @Inject(WALL_CLOCK) private readonly now: WallClock,
  ) {}

  /** Writes an entry. Never throws: what was done is done, and a full disk keeps nobody from signing out. */
  async record({ detail, ...entry }: AuditRecord): Promise<void> {
    try {
      await this.database.work().insert(AuditEntryEntity, {
        at: new Date(this.now()),
        ...entry,
        username: entry.username.slice(0, 64),
        address: entry.address.slice(0, 64),
        action: entry.action.slice(0, 128),
        detail: detail ?? null,
      });
    } catch (error) {
      this.#logger.error({ err: error, msg: `the audit of "${entry.action}" was not written` });
    }
  }

  /** Forgets the oldest entries beyond the limit. */
  async sweep(): Promise<void> {
    const work = this.database.work();
    const [newest] = await work.find(AuditEntryEntity, {}, { orderBy: { id: 'desc' }, limit: 1 });
    if (newest !== undefined) {
      await work.nativeDelete(AuditEntryEntity, { id: { $lte: newest.id - MAX_AUDIT_ENTRIES } });
    }
  }
}
