import type { Recorder } from '../nvr/recorder.js';
import { createRandom } from '../random.js';
import type { Random } from '../random.js';
import { AlarmCrew } from './alarm-crew.js';
import { AlarmDialler } from './alarm-dialler.js';
import { AlarmJournal, destinationName } from './alarm-journal.js';
import { AlarmPost } from './alarm-post.js';
import { alarmRequestSchema } from './alarm-request.js';
import type { AlarmDestination, AlarmRequest, AlarmRequestInput } from './alarm-request.js';
import { AlarmSchedule } from './alarm-schedule.js';
import type { ScheduledAlarm } from './alarms-scenario.js';
import { Storm } from './storm.js';
import { Timers } from './timers.js';

/** Storms at a time. */
const maxStorms = 100;

/** Failures of the mains that are going on. */
const maxTimers = 100;

/** How often a recorder that lost its power looks whether it is up again. */
const startCheckMs = 50;

/** What can be changed while it runs. */
export type AlarmSettings = {
  readonly destinations?: readonly AlarmDestination[] | undefined;
  readonly retries?: number | undefined;
  readonly schedule?: readonly ScheduledAlarm[] | undefined;
};

/** What came of {@link SiteAlarms.raise}. */
export type RaisedAlarm = {
  /** Of the first message; of a storm, or of several on one connection, there are more. */
  readonly logNumber: number;
  /** The first message, hexadecimal, as it was before its fault. */
  readonly bytes: string;
  readonly count: number;
  readonly destinations: readonly string[];
};

/** All alarms of a site: raised by hand, by a schedule or by what happens to the recorder, and sent by its devices. */
export class SiteAlarms {
  readonly #recorder: Recorder;
  /** Of its own: the recorder's choices by chance are the same whether alarms are sent or not. */
  readonly #random: Random;
  readonly #dialler = new AlarmDialler();
  readonly #journal = new AlarmJournal();
  readonly #crew: AlarmCrew;
  readonly #post: AlarmPost;
  readonly #isReachable: () => boolean;
  readonly #storms = new Set<Storm>();
  readonly #timers = new Timers(maxTimers);
  #destinations: readonly AlarmDestination[];
  #retries: number;
  #schedule: AlarmSchedule;

  /** @param isReachable whether the recorder runs and its network works */
  constructor(recorder: Recorder, isReachable: () => boolean) {
    const { scenario, recorderClock } = recorder;
    const { destinations, retries, retryMs, schedule } = scenario.alarms;
    this.#recorder = recorder;
    this.#isReachable = isReachable;
    this.#random = createRandom(scenario.seed);
    this.#destinations = destinations;
    this.#retries = retries;
    this.#crew = new AlarmCrew({
      scenario,
      clock: recorderClock,
      policy: () => ({ retries: this.#retries, retryMs }),
      deliver: (...what) => this.#dialler.deliver(...what),
      isReachable,
    });
    this.#post = new AlarmPost({
      recorder,
      crew: this.#crew,
      journal: this.#journal,
      random: this.#random,
      destinations: () => this.#destinations,
    });
    this.#schedule = this.#startSchedule(schedule);
    recorder.onConnectionChange((camera, before, now) => this.#follow(camera, before, now));
  }

  /** What `GET /state` shows. */
  get state() {
    return {
      mac: this.#crew.recorder.mac,
      destinations: this.#destinations.map(destinationName),
      retries: this.#retries,
      ...this.#journal.counts,
      byDestination: this.#journal.byDestination,
      waiting: this.#crew.waiting,
      openConnections: this.#dialler.open,
      answeredBytes: this.#dialler.answeredBytes,
      storms: this.#storms.size,
    };
  }

  /** The latest messages, the oldest first. */
  get sent(): AlarmJournal['entries'] {
    return this.#journal.entries;
  }

  /** Changes what is given; the rest stays. */
  set({ destinations, retries, schedule }: AlarmSettings): void {
    this.#destinations = destinations ?? this.#destinations;
    this.#retries = retries ?? this.#retries;
    if (schedule !== undefined) {
      this.#schedule.close();
      this.#schedule = this.#startSchedule(schedule);
    }
  }

  /**
   * Sends an alarm, or a storm of it.
   *
   * @throws {RangeError} for what cannot be sent: no destination, too many storms, a message that does not fit
   */
  raise(request: AlarmRequest): RaisedAlarm {
    const destinations = this.#destinationsOf(request).map(destinationName);
    if (destinations.length === 0) {
      throw new RangeError('nobody gets alarms; name a destination, or set them with set-alarms');
    }
    if (request.fault === 'coalesced') {
      const { first, count } = this.#post.sendTogether(request);
      return { logNumber: first.logNumber, bytes: hexOf(first.bytes), count, destinations };
    }
    const { logNumber, bytes } = this.#begin(request);
    return { logNumber, bytes: hexOf(bytes), count: request.count, destinations };
  }

  /** What happens by itself: without destinations nothing, as on a recorder that was never told where to send alarms. */
  raiseByItself(input: AlarmRequestInput): void {
    const request = alarmRequestSchema.parse(input);
    if (this.#destinationsOf(request).length > 0 && this.#storms.size < maxStorms) {
      this.raise(request);
    }
  }

  /**
   * The mains fail: POWER LOSS, down when the battery is empty, and POWER RECOVERD when the recorder is up again.
   *
   * @throws {RangeError} when too many failures are going on
   */
  loseMains(
    times: { readonly batteryMs: number; readonly downMs: number },
    goDown: () => void,
  ): void {
    const { batteryMs, downMs } = times;
    const recover = (): void => {
      if (this.#isReachable()) {
        this.raiseByItself({ category: 2, messageId: 0x31 });
      } else {
        this.#timers.after(startCheckMs, recover);
      }
    };
    if (
      !this.#timers.after(batteryMs, goDown) ||
      !this.#timers.after(batteryMs + downMs, recover)
    ) {
      throw new RangeError(`the mains fail ${maxTimers / 2} times already`);
    }
    this.raiseByItself({ category: 2, messageId: 0x30 });
  }

  /** The recorder restarts: what it had to send is gone. */
  restart(): void {
    this.#crew.recorder.outbox.forget();
  }

  /** Ends all storms. @returns how many there were */
  calm(): number {
    const count = this.#storms.size;
    this.#storms.forEach((storm) => storm.close());
    this.#storms.clear();
    return count;
  }

  /** Ends everything. */
  close(): void {
    this.calm();
    this.#schedule.close();
    this.#timers.clear();
    this.#post.close();
    this.#crew.close();
    this.#dialler.close();
  }

  #begin(request: AlarmRequest) {
    if (request.count > 1 && this.#storms.size >= maxStorms) {
      throw new RangeError(`${maxStorms} storms are going on already`);
    }
    const first = this.#post.send(request);
    if (request.count > 1) {
      // A number that somebody chose is that of the first message.
      const rest = { ...request, logNumber: undefined };
      const storm: Storm = new Storm(
        request.count - 1,
        request.perSecond,
        () => this.#post.send(rest),
        () => this.#storms.delete(storm),
      );
      this.#storms.add(storm);
    }
    return first;
  }

  /** A camera's cable was pulled or plugged in: the recorder says so (0x40, 0x41). */
  #follow(camera: number, before: string, now: string): void {
    if (before === 'ok' && now === 'error') {
      this.raiseByItself({ category: 2, messageId: 0x40, camera });
    } else if (before === 'error' && now === 'ok') {
      this.raiseByItself({ category: 2, messageId: 0x41, camera });
    }
  }

  #startSchedule(alarms: readonly ScheduledAlarm[]): AlarmSchedule {
    const { recorderClock, startedMs } = this.#recorder;
    return new AlarmSchedule({
      alarms,
      startMs: startedMs,
      nowMs: () => recorderClock.nowMs(),
      random: this.#random,
      raise: (alarm) => this.raiseByItself(alarm),
    });
  }

  #destinationsOf({ destination }: AlarmRequest): readonly AlarmDestination[] {
    return destination === undefined ? this.#destinations : [destination];
  }
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
