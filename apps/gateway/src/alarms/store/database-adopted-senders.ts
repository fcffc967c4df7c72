import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { AlarmSenderEntity } from '../../database/entities/alarm-sender.entity.js';
import { CLOCK, type Clock } from '../../net/clock.js';
import { AdoptedSenders } from '../read/adopted-senders.js';

/** More devices than anybody adopts one by one. */
const MAX_SENDERS = 10_000;

/** Whose a sender is, because somebody said so: in the database. */
@Injectable()
export class DatabaseAdoptedSenders extends AdoptedSenders {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    super();
  }

  async all(): Promise<ReadonlyMap<string, string>> {
    const rows = await this.database
      .work()
      .find(AlarmSenderEntity, {}, { orderBy: { updatedAt: 'desc' }, limit: MAX_SENDERS });
    return new Map(rows.map(({ mac, recorder }) => [mac, recorder]));
  }

  async set(mac: string, recorder: string | null): Promise<void> {
    const work = this.database.work();
    if (recorder === null) {
      await work.nativeDelete(AlarmSenderEntity, { mac });
      return;
    }
    const updatedAt = new Date(this.clock.wallMs());
    await work.upsert(AlarmSenderEntity, { mac, recorder, updatedAt });
  }
}
