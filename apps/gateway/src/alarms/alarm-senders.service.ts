import type { AlarmSender } from '@casement/contract';
import { Injectable } from '@nestjs/common';
import { problems } from '../errors/problems.js';
import { RecorderDirectory } from '../recorders/recorder-directory.js';
import { maxId } from './alarm-id.js';
import { AlarmReader, AlarmStore } from './alarm-model.js';

/** Senders that somebody gave to a recorder and that are shown. */
const maxAdopted = 100;
/** Alarms of such a sender that are counted. */
const maxCounted = 1_000;

/** Devices that belong to no configured recorder by themselves, and to whom somebody said they belong. */
@Injectable()
export class AlarmSendersService {
  constructor(
    private readonly reader: AlarmReader,
    private readonly store: AlarmStore,
    private readonly directory: RecorderDirectory,
  ) {}

  /** Strangers, the newest first, and behind them those that were adopted. */
  async list(): Promise<readonly AlarmSender[]> {
    const strangers = await this.store.strangers();
    const known = new Set(strangers.map(({ mac }) => mac));
    const adopted = [...this.reader.adopted()]
      .filter(([mac]) => !known.has(mac))
      .slice(0, maxAdopted);
    const senders = strangers.map((stranger) => ({
      ...stranger,
      recorder: (stranger.mac === null ? null : this.reader.adopted().get(stranger.mac)) ?? null,
    }));
    for (const [mac, recorder] of adopted) {
      senders.push(...(await this.#adoptedSender(mac, recorder)));
    }
    return senders;
  }

  /** What this MAC sends, and sent before, is that recorder's; null: nobody's. @throws {ProblemError} 422 */
  async adopt(mac: string, recorder: string | null): Promise<void> {
    if (recorder !== null && !this.directory.has(recorder)) {
      throw problems.unprocessable(`There is no recorder "${recorder}".`, { recorder });
    }
    await this.reader.adopt(mac, recorder);
    await this.store.assign(mac, recorder);
  }

  /** None when nothing of what it sent is kept. */
  async #adoptedSender(mac: string, recorder: string): Promise<readonly AlarmSender[]> {
    const filter = { recorder, search: mac, before: maxId, limit: maxCounted };
    const found = await this.store.list(filter);
    const sent = found.filter(({ source }) => source.mac === mac);
    const newest = sent.at(-1);
    return newest === undefined
      ? []
      : [
          {
            mac,
            address: newest.source.address,
            alarms: sent.length,
            lastAt: newest.receivedAt,
            recorder,
          },
        ];
  }
}
