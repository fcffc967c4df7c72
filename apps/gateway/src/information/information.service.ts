import type { Disk, LogEntry, RecorderHealth } from '@casement/contract';
import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '../access/principal.js';
import { problems } from '../errors/problems.js';
import { CLOCK, type Clock } from '../net/clock.js';
import { DirectoryPlaybacks } from '../recorders/directory-playbacks.js';
import { RecorderDirectory } from '../recorders/recorder-directory.js';
import type { RecorderZone } from '../recorders/recorder-zone.js';
import { diskAgeMs, logAgeMs, patienceMs } from './ask/ages.js';
import { type AskedAnswer, waitAtMost } from './ask/asked-answer.js';
import { RecorderAnswers, type RecorderPages } from './ask/recorder-answers.js';
import { disksView } from './disks/disk-view.js';
import { ClockLooks } from './health/clock-looks.js';
import { RecorderHealths } from './health/recorder-healths.js';
import { logCsv, logFileName } from './log/log-csv.js';
import type { LogQuery } from './log/log-query.js';
import { chosenEntries, newestFirst } from './log/log-view.js';

/** An answer of a recorder, and when it came, in milliseconds since 1970. */
export type Dated<T> = { readonly value: T; readonly asOfMs: number };

/** A file to be saved. */
export type NamedText = { readonly name: string; readonly text: string };

/** Of a recorder that is being asked, and of one that failed. */
const [soonS, laterS] = [5, 30];

/** What can be asked over HTTP of what recorders tell of themselves. */
@Injectable()
export class InformationService {
  constructor(
    private readonly directory: RecorderDirectory,
    private readonly playbacks: DirectoryPlaybacks,
    private readonly answers: RecorderAnswers,
    private readonly healths: RecorderHealths,
    private readonly clocks: ClockLooks,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws {ProblemError} 404; 503 when the recorder never told */
  async disks(recorder: string): Promise<Dated<readonly Disk[]>> {
    const { disks, logs } = this.#pages(recorder);
    const asked = [disks.refresh(diskAgeMs)];
    if (isZoneOpen(this.#zone(recorder))) {
      // The page of the disks names no zone. Where none is configured and none was read yet, a log tells it.
      asked.push(logs.error.refresh(diskAgeMs));
    }
    await waitAtMost(this.clock, patienceMs, asked);
    const { value, asOfMs } = toldBy(disks, `disks of "${recorder}"`);
    return { value: disksView(value, this.#zone(recorder)), asOfMs };
  }

  /** The entries of cameras that somebody may see, newest first. @throws {ProblemError} 404; 503 as `disks` */
  async log(
    recorder: string,
    query: LogQuery,
    principal: Principal,
  ): Promise<Dated<readonly LogEntry[]>> {
    const log = this.#pages(recorder).logs[query.kind];
    const what = `${query.kind} log of "${recorder}"`;
    await waitAtMost(this.clock, patienceMs, [log.refresh(logAgeMs)]);
    const { value, asOfMs } = toldBy(log, what);
    const visible = newestFirst(value).filter(
      ({ camera }) => camera === null || principal.mayView(recorder, camera),
    );
    return { value: chosenEntries(visible, query), asOfMs };
  }

  /** As `log`, as a file for spreadsheets. @throws {ProblemError} as `log` */
  async logFile(
    recorder: string,
    query: LogQuery,
    principal: Principal,
  ): Promise<Dated<NamedText>> {
    const { value, asOfMs } = await this.log(recorder, query, principal);
    const cameras = this.directory.find(recorder)?.cameras ?? [];
    const names = new Map(cameras.map(({ number, name }) => [number, name]));
    const text = logCsv(value, (camera) => names.get(camera));
    return { value: { name: logFileName(recorder, query.kind, asOfMs), text }, asOfMs };
  }

  /** Is everything recorded? @throws {ProblemError} 404 */
  async health(recorder: string, principal: Principal): Promise<RecorderHealth> {
    this.#pages(recorder);
    this.clocks.begin(recorder);
    const health = await this.healths.ask(recorder, principal);
    if (health === undefined) {
      throw problems.notFound(`There is no recorder "${recorder}" any more.`, { recorder });
    }
    return health;
  }

  #pages(recorder: string): RecorderPages {
    if (!this.directory.has(recorder)) {
      throw problems.notFound(`There is no recorder "${recorder}".`, { recorder });
    }
    const pages = this.answers.of(recorder);
    if (pages === undefined) {
      throw problems.notFound(`Recorder "${recorder}" tells nothing of disks and logs.`, {
        recorder,
      });
    }
    return pages;
  }

  #zone(recorder: string): RecorderZone {
    return this.playbacks.find(recorder)?.zone ?? { kind: 'named', name: 'UTC' };
  }
}

/** UTC is also what stands where nothing else was said. */
function isZoneOpen(zone: RecorderZone): boolean {
  return zone.kind === 'named' && zone.name === 'UTC';
}

/** The last answer; a recorder that is slow or gone leaves it as it is. @throws {ProblemError} 503: there is none */
function toldBy<T>({ answer }: AskedAnswer<T>, what: string): Dated<T> {
  const { value, asOfMs, reason } = answer;
  if (value === undefined || asOfMs === undefined) {
    throw reason === undefined
      ? problems.serviceUnavailable(`The ${what} will be known soon: it is being asked.`, soonS)
      : problems.serviceUnavailable(`The ${what} could not be read: ${reason}.`, laterS);
  }
  return { value, asOfMs };
}
