import { ProtocolError } from '@casement/protocol';
import type { Recorder } from '../nvr/recorder.js';
import type { Random } from '../random.js';
import type { AlarmCrew } from './alarm-crew.js';
import type { AlarmJournal } from './alarm-journal.js';
import type { AlarmDestination, AlarmRequest } from './alarm-request.js';
import { recoverAfterMs } from './alarm-request.js';
import { joinTransmissions, planTransmission } from './alarm-transmission.js';
import type { AlarmTransmission } from './alarm-transmission.js';
import { composeAlarm } from './compose-alarm.js';
import type { ComposedAlarm, SettledAlarm } from './compose-alarm.js';
import { findRecovery } from './find-recovery.js';
import { AlarmSettler } from './settle-alarm.js';
import { Timers } from './timers.js';

/** Messages on one connection: all of them are in memory at once. */
const maxCoalesced = 1_000;

/** Recoveries and repetitions that are to come. */
const maxTimers = 20_000;

/** What the post needs. */
export type AlarmPostOptions = {
  readonly recorder: Recorder;
  readonly crew: AlarmCrew;
  readonly journal: AlarmJournal;
  readonly random: Random;
  /** Where alarms go that name no destination. */
  readonly destinations: () => readonly AlarmDestination[];
};

/** Makes messages of alarms, and hands them to the device that sends them, with whatever is to go wrong. */
export class AlarmPost {
  readonly #options: AlarmPostOptions;
  readonly #settler: AlarmSettler;
  readonly #timers = new Timers(maxTimers);

  constructor(options: AlarmPostOptions) {
    this.#options = options;
    this.#settler = new AlarmSettler(options.recorder, options.random);
  }

  /** One message; later what belongs to it: its repetition, its recovery. @throws {RangeError} for one that does not fit */
  send(request: AlarmRequest): ComposedAlarm {
    const { random, journal, recorder } = this.#options;
    const alarm = this.#settler.settle(request);
    const composed = this.#compose(alarm);
    const transmission = planTransmission(composed.bytes, alarm.fault, random, alarm.keepBytes);
    this.#hand(alarm, composed, transmission);
    const repeatsMs = alarm.fault === 'duplicate' ? recorder.scenario.alarms.retryMs : undefined;
    if (!this.#after(repeatsMs, () => this.#hand(alarm, composed, transmission))) {
      journal.drop();
    }
    if (!this.#after(recoverAfterMs(alarm), () => this.#recover(alarm))) {
      journal.drop();
    }
    return composed;
  }

  /** Several messages on one connection: at least two. @throws {RangeError} for messages that do not fit */
  sendTogether(request: AlarmRequest): { readonly first: ComposedAlarm; readonly count: number } {
    const alarm = this.#settler.settle(request);
    const count = Math.min(Math.max(2, request.count), maxCoalesced);
    const first = this.#compose(alarm);
    const rest = Array.from({ length: count - 1 }, () =>
      this.#compose({ ...alarm, logNumber: undefined }),
    );
    const all = [first, ...rest].map(({ bytes }) => bytes);
    this.#hand(alarm, first, joinTransmissions(all));
    return { first, count };
  }

  /** Calls off what was to come. */
  close(): void {
    this.#timers.clear();
  }

  #compose(alarm: SettledAlarm): ComposedAlarm {
    try {
      return composeAlarm(alarm, this.#options.crew.parties(alarm.camera));
    } catch (error) {
      if (error instanceof ProtocolError) {
        throw new RangeError(error.message, { cause: error });
      }
      throw error;
    }
  }

  #hand(alarm: SettledAlarm, composed: ComposedAlarm, transmission: AlarmTransmission): void {
    const { recorder, journal, destinations } = this.#options;
    const { sender, logNumber, bytes, text } = composed;
    const { via, category = null, messageId = null, camera, fault, from, destination } = alarm;
    const onOutcome = journal.add({
      atMs: recorder.clock.nowMs(),
      from: sender.name,
      ...{ via, logNumber, category, messageId, class: composed.class, text, fault },
      camera: camera === 0 ? null : camera,
      bytes: Buffer.from(bytes).toString('hex'),
    });
    const to = destination === undefined ? destinations() : [destination];
    if (!sender.outbox.put({ transmission, destinations: to, from, onOutcome })) {
      journal.drop();
    }
  }

  /** What ends it, about the same camera and on the same way. */
  #recover(alarm: SettledAlarm): void {
    const recovery = findRecovery(alarm.category, alarm.messageId);
    if (recovery !== undefined) {
      const { category, messageId } = recovery;
      const nothingMore = { text: undefined, logNumber: undefined, recoverAfter: undefined };
      this.send({ ...alarm, category, messageId, ...nothingMore });
    }
  }

  /** @returns `false` when too much is planned already */
  #after(ms: number | undefined, act: () => void): boolean {
    return ms === undefined || this.#timers.after(ms, act);
  }
}
