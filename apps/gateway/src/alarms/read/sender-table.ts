import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { CLOCK, type Clock, type Timer } from '../../net/clock.js';
import { describeError } from '../../errors/describe-error.js';
import { ListenerSet } from '../../recorders/listener-set.js';
import { KnownRecorders, type KnownRecorder } from '../receive/known-recorders.js';
import { AdoptedSenders } from './adopted-senders.js';
import { isMeaningfulMac, MacTable } from './mac-table.js';
import {
  ASK_PRODUCT_INFO,
  PasswordRefusedError,
  type AskProductInfo,
} from './product-info-client.js';

/** What a device said of itself is asked again after that when it is needed (E.8). */
const freshMs = 10 * 60_000;
/** Between two questions to one recorder. */
export const ASK_AGAIN_MS = 60_000;
/** Recorders asked at the same time. */
const maxQuestions = 8;
const loadAgainMs = 5_000;

/** A MAC is known to be a recorder's now, and was not before. */
export type LearntSender = { readonly mac: string; readonly recorder: string };

/**
 * Whose a MAC is: what the configured devices say of themselves (`getinfo`), and what people said. A device that does not
 * answer any more keeps the MAC that it had.
 */
@Injectable()
export class SenderTable implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger('AlarmSenders');
  readonly #listeners = new ListenerSet<LearntSender>((error) => this.#bug(error));
  readonly #table = new MacTable();
  /** As they were when they were asked last. */
  readonly #asked = new Map<string, { readonly recorder: KnownRecorder; readonly atMs: number }>();
  readonly #queue = new Set<string>();
  /** They lock out whoever tries a wrong password too often. */
  readonly #refusing = new WeakSet<KnownRecorder>();
  readonly #closing = new AbortController();
  #questions = 0;
  #rest: Timer | undefined;
  #isWantedAgain = false;
  #loadTimer: Timer | undefined;
  #stop: (() => void) | undefined;

  constructor(
    private readonly recorders: KnownRecorders,
    private readonly adoptions: AdoptedSenders,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ASK_PRODUCT_INFO) private readonly askProductInfo: AskProductInfo,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.#stop = this.recorders.onChange((change) => {
      if (change.what === 'list') {
        this.#listChanged();
      } else {
        this.#cameOnline(change.id);
      }
    });
    this.#listChanged();
    await this.#load();
  }

  onModuleDestroy(): void {
    this.#stop?.();
    this.#rest?.cancel();
    this.#loadTimer?.cancel();
    this.#closing.abort(new Error('the gateway is shutting down'));
  }

  /** The recorder of a MAC. A MAC of nobody makes the recorders be asked, so that it may be known soon. */
  find(mac: string): string | undefined {
    const recorder = this.#table.find(mac);
    if (recorder !== undefined) {
      this.#refresh(recorder);
    } else if (isMeaningfulMac(mac)) {
      this.#lookFurther();
    }
    return recorder;
  }

  /** @returns how to stop that */
  onLearnt(listener: (learnt: LearntSender) => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Somebody says whose a MAC is; null: nobody's any more. */
  async adopt(mac: string, recorder: string | null): Promise<void> {
    await this.adoptions.set(mac, recorder);
    this.#table.adopt(mac, recorder);
  }

  get adopted(): ReadonlyMap<string, string> {
    return this.#table.adopted;
  }

  /** Until the database answers; what is adopted meanwhile is in it. */
  async #load(): Promise<void> {
    try {
      this.#table.adopted = await this.adoptions.all();
    } catch (error) {
      this.#logger.error({ err: error, msg: 'the adopted senders of alarms could not be read' });
      if (!this.#closing.signal.aborted) {
        this.#loadTimer = this.clock.after(loadAgainMs, () => void this.#load());
      }
    }
  }

  /** Asks those that are new or have another address now. */
  #listChanged(): void {
    const all = this.recorders.all;
    const ids = new Set(all.map(({ id }) => id));
    this.#table.recorders = [...ids];
    [...this.#asked.keys()].filter((id) => !ids.has(id)).forEach((id) => this.#asked.delete(id));
    for (const recorder of all) {
      const before = this.#asked.get(recorder.id)?.recorder;
      if (before?.url.href !== recorder.url.href) {
        this.#table.forget(recorder.id);
      }
      if (before !== recorder) {
        this.#ask(recorder.id);
      }
    }
  }

  /** Who has just answered need not be asked again. */
  #cameOnline(id: string): void {
    const learntAtMs = this.#table.learntAtMs(id);
    if (learntAtMs === undefined || this.clock.nowMs() - learntAtMs >= ASK_AGAIN_MS) {
      this.#ask(id);
    }
  }

  #refresh(recorder: string): void {
    const learntAtMs = this.#table.learntAtMs(recorder);
    const isOld = learntAtMs !== undefined && this.clock.nowMs() - learntAtMs >= freshMs;
    if (isOld && this.#mayBeAsked(recorder)) {
      this.#ask(recorder);
    }
  }

  /** Asks all that were not asked within the last minute, and once more after a minute if it is still wanted then. */
  #lookFurther(): void {
    if (this.#rest !== undefined || this.#closing.signal.aborted) {
      this.#isWantedAgain = true;
      return;
    }
    const due = this.recorders.all.filter(({ id }) => this.#mayBeAsked(id));
    this.#isWantedAgain = due.length < this.recorders.all.length;
    due.forEach(({ id }) => this.#ask(id));
    this.#rest = this.clock.after(ASK_AGAIN_MS, () => {
      this.#rest = undefined;
      if (this.#isWantedAgain) {
        this.#lookFurther();
      }
    });
  }

  #mayBeAsked(id: string): boolean {
    const atMs = this.#asked.get(id)?.atMs;
    return atMs === undefined || this.clock.nowMs() - atMs >= ASK_AGAIN_MS;
  }

  #ask(id: string): void {
    this.#queue.add(id);
    this.#askNext();
  }

  #askNext(): void {
    const [id] = this.#queue;
    if (id === undefined || this.#questions >= maxQuestions || this.#closing.signal.aborted) {
      return;
    }
    this.#queue.delete(id);
    const recorder = this.recorders.all.find((known) => known.id === id);
    if (recorder !== undefined) {
      this.#questions += 1;
      this.#asked.set(id, { recorder, atMs: this.clock.nowMs() });
      void this.#question(recorder).finally(() => {
        this.#questions -= 1;
        this.#askNext();
      });
    }
    this.#askNext();
  }

  async #question(recorder: KnownRecorder): Promise<void> {
    try {
      const asked = this.#refusing.has(recorder)
        ? { ...recorder, credentials: undefined }
        : recorder;
      const info = await this.askProductInfo(asked, this.#closing.signal);
      // It may have become another device meanwhile, or been removed.
      if (
        info !== null &&
        info.mac !== null &&
        this.#asked.get(recorder.id)?.recorder === recorder
      ) {
        this.#learn(recorder.id, info.mac);
      }
    } catch (error) {
      if (error instanceof PasswordRefusedError) {
        this.#refusing.add(recorder);
      }
      const { message } = describeError(error);
      this.#logger.debug(`recorder "${recorder.id}" does not say its MAC: ${message}`);
    }
  }

  #learn(recorder: string, mac: string): void {
    if (this.#table.learn(recorder, mac, this.clock.nowMs())) {
      this.#logger.log(`recorder "${recorder}" sends alarms as ${mac}`);
      this.#listeners.tell({ mac, recorder });
    }
  }

  #bug(error: unknown): void {
    this.#logger.error({ err: error, msg: 'an unexpected error' });
  }
}
