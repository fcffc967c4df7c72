import type { Alarm, RecorderHealth } from '@casement/contract';
import { Inject, Injectable } from '@nestjs/common';
import { type Principal, principalOf } from '../../access/principal.js';
import { AlarmsService } from '../../alarms/alarms.service.js';
import { maxId } from '../../alarms/alarm-id.js';
import { CLOCK, type Clock } from '../../net/clock.js';
import { DirectoryPlaybacks } from '../../recorders/directory-playbacks.js';
import { RecorderDirectory } from '../../recorders/recorder-directory.js';
import type { RecorderZone } from '../../recorders/recorder-zone.js';
import { waitAtMost } from '../ask/asked-answer.js';
import { RecorderAnswers, type RecorderPages } from '../ask/recorder-answers.js';
import { diskAgeMs, logAgeMs, patienceMs } from '../ask/ages.js';
import { disksView } from '../disks/disk-view.js';
import { newestFirst } from '../log/log-view.js';
import type { CameraFacts, HealthFacts } from './health-facts.js';
import { judgeRecorder } from './recorder-health.js';

/** Open faults beyond that would not be read one by one. */
const maxFaults = 100;
/** The page does not wait longer for a database that is slow. */
const faultsLimitMs = 2_000;

/** The gateway itself, for its doctor. */
const everything = principalOf({
  username: 'gateway',
  role: 'administrator',
  via: 'anonymous',
  credentialId: null,
  mustChangePassword: false,
});

/** Gathers what is known of recorders and has it judged. */
@Injectable()
export class RecorderHealths {
  constructor(
    private readonly directory: RecorderDirectory,
    private readonly playbacks: DirectoryPlaybacks,
    private readonly answers: RecorderAnswers,
    private readonly alarms: AlarmsService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Of a recorder, for somebody; waits a little for answers that are too old. `undefined`: it cannot be asked. */
  async ask(recorder: string, principal: Principal): Promise<RecorderHealth | undefined> {
    const pages = this.answers.of(recorder);
    if (pages === undefined) {
      return undefined;
    }
    await waitAtMost(this.clock, patienceMs, askAgain(pages));
    return this.#judge(recorder, pages, principal);
  }

  /** Of all recorders, from what is known; asks nobody. */
  async known(): Promise<readonly RecorderHealth[]> {
    const all = this.directory.open.map(async ({ config: { id } }) => {
      const pages = this.answers.of(id);
      return pages === undefined ? undefined : this.#judge(id, pages, everything);
    });
    return (await Promise.all(all)).filter((health) => health !== undefined);
  }

  async #judge(
    id: string,
    pages: RecorderPages,
    principal: Principal,
  ): Promise<RecorderHealth | undefined> {
    const faults = await this.#faults(id, principal);
    const recorder = this.directory.view(id);
    return recorder && judgeRecorder({ ...this.#told(id, pages, principal), recorder, faults });
  }

  /** What the recorder told, without what concerns cameras that somebody may not see. */
  #told(
    id: string,
    { disks, logs, trend, defects }: RecorderPages,
    principal: Principal,
  ): Omit<HealthFacts, 'recorder' | 'faults'> {
    const zone: RecorderZone = this.playbacks.find(id)?.zone ?? { kind: 'named', name: 'UTC' };
    const errors = logs.error.answer;
    return {
      nowMs: this.clock.wallMs(),
      disks: { ...disks.answer, value: disks.answer.value && disksView(disks.answer.value, zone) },
      defects,
      gbPerDay: trend.gbPerDay,
      lostDisks: trend.lost,
      cameras: this.#cameras(id, principal),
      errors: {
        ...errors,
        value:
          errors.value &&
          newestFirst(errors.value).filter(
            ({ camera }) => camera === null || principal.mayView(id, camera),
          ),
      },
    };
  }

  #cameras(id: string, principal: Principal): CameraFacts | undefined {
    const found = this.directory.find(id);
    const asOfMs = found?.camerasAsOfMs;
    return found === undefined || asOfMs === undefined
      ? undefined
      : {
          asOfMs,
          list: found.cameras.filter(({ number }) => principal.mayView(id, number)),
          isConfigured: found.config.cameras !== 'auto',
        };
  }

  /** The newest; `undefined` when the database does not tell. */
  async #faults(recorder: string, principal: Principal): Promise<readonly Alarm[] | undefined> {
    const told: { faults?: readonly Alarm[] } = {};
    const query = { recorder, kind: 'fault', open: true, before: maxId, limit: maxFaults } as const;
    const reading = this.alarms.list(query, principal).then(
      (faults) => void (told.faults = faults),
      () => undefined,
    );
    await waitAtMost(this.clock, faultsLimitMs, [reading]);
    return told.faults;
  }
}

function askAgain({ disks, logs }: RecorderPages): readonly (Promise<void> | undefined)[] {
  return [disks.refresh(diskAgeMs), logs.error.refresh(logAgeMs)];
}
