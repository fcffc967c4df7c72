import type { Alarm, AlarmStatus, AlarmSummary } from '@casement/contract';
import { Injectable } from '@nestjs/common';
import type { Principal } from '../access/principal.js';
import { problems } from '../errors/problems.js';
import type { AlarmQuery } from './alarm-filter.js';
import { AlarmPassOn, AlarmSource, AlarmStore } from './alarm-model.js';
import { maySeeAlarm } from './alarm-rights.js';

/** Pages of the store that are looked through for somebody who may not see most of it. */
const maxPages = 50;
/** Alarms that are looked up at the same time. */
const lookUps = 50;

/** What can be asked of alarms over HTTP. */
@Injectable()
export class AlarmsService {
  constructor(
    private readonly source: AlarmSource,
    private readonly store: AlarmStore,
    private readonly passOn: AlarmPassOn,
  ) {}

  /** As many as were asked for of those that somebody may see, oldest first. */
  async list(query: AlarmQuery, principal: Principal): Promise<readonly Alarm[]> {
    const isBackwards = query.before !== undefined;
    let { after, before } = query;
    let found: readonly Alarm[] = [];
    for (let page = 0; page < maxPages; page += 1) {
      const all = await this.store.list({ ...query, after, before });
      const visible = all.filter((alarm) => maySeeAlarm(principal, alarm));
      found = isBackwards ? [...visible, ...found] : [...found, ...visible];
      if (found.length >= query.limit || all.length < query.limit) {
        break;
      }
      before = isBackwards ? all[0]?.id : undefined;
      after = isBackwards ? undefined : all.at(-1)?.id;
    }
    return isBackwards ? found.slice(-query.limit) : found.slice(0, query.limit);
  }

  summary(): Promise<AlarmSummary> {
    return this.store.summary();
  }

  /** @throws {ProblemError} 404 */
  async get(id: number, principal: Principal): Promise<Alarm> {
    const alarm = await this.store.find(id);
    // Whoever may not see it does not learn that there is one.
    if (alarm === undefined || !maySeeAlarm(principal, alarm)) {
      throw problems.notFound(`There is no alarm ${id}.`, { alarm: id });
    }
    return alarm;
  }

  /** What was acknowledged before stays as it was. @throws {ProblemError} 404 */
  async acknowledge(id: number, principal: Principal): Promise<Alarm> {
    await this.get(id, principal);
    const [alarm] = await this.store.acknowledge([id], principal.username);
    return alarm ?? this.get(id, principal);
  }

  /** All of them or none. @throws {ProblemError} 422 when there is not each of them */
  async acknowledgeAll(ids: readonly number[], principal: Principal): Promise<readonly Alarm[]> {
    const wanted = [...new Set(ids)].sort((a, b) => a - b);
    const unknown = await this.#unknown(wanted, principal);
    if (unknown.length > 0) {
      const some = unknown.slice(0, 10).join(', ');
      throw problems.unprocessable(
        `There is no alarm ${some}${unknown.length > 10 ? ', …' : ''}; nothing was acknowledged.`,
        { unknown },
      );
    }
    return this.store.acknowledge(wanted, principal.username);
  }

  /** How the receiver does. */
  status(): AlarmStatus {
    const { counters, ...listener } = this.source.status;
    return {
      ...listener,
      counters: added(counters, this.store.counters),
      storage: this.store.status,
      destinations: this.passOn.destinations,
    };
  }

  async #unknown(ids: readonly number[], principal: Principal): Promise<readonly number[]> {
    const unknown: number[] = [];
    for (let at = 0; at < ids.length; at += lookUps) {
      const some = ids.slice(at, at + lookUps);
      const alarms = await Promise.all(some.map((id) => this.store.find(id)));
      unknown.push(
        ...some.filter((_id, index) => {
          const alarm = alarms[index];
          return alarm === undefined || !maySeeAlarm(principal, alarm);
        }),
      );
    }
    return unknown;
  }
}

/** Two counts of the same name are two places where it happens. */
function added(
  ...all: readonly Readonly<Record<string, number>>[]
): Readonly<Record<string, number>> {
  const sums = new Map<string, number>();
  for (const [name, count] of all.flatMap((counters) => Object.entries(counters))) {
    sums.set(name, (sums.get(name) ?? 0) + count);
  }
  return Object.fromEntries(sums);
}
