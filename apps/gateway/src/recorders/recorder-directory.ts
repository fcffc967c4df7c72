import type { Recorder } from '@casement/contract';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CASEMENT_CONFIG, type CasementConfig, type RecorderConfig } from '../config/config.js';
import { CLOCK, type Clock, type Timer } from '../net/clock.js';
import { createDialler } from '../net/dial.js';
import { ListenerSet } from './listener-set.js';
import { NvrRecorder } from './nvr-recorder.js';
import { RecorderSleep } from './recorder-sleep.js';
import { RecorderStore } from './recorder-store.js';
import { unopenedView } from './unopened-recorder.js';

/** A change of what the directory holds, or of how things stand with a recorder. */
export type DirectoryChange =
  | { readonly what: 'added' | 'replaced'; readonly id: string }
  | { readonly what: 'removed'; readonly id: string }
  | { readonly what: 'recorder' | 'cameras'; readonly id: string };

/** Why a recorder is being closed. */
export type CloseReason = 'removed' | 'replaced' | 'shutdown';

/** Told before a recorder is closed, so that its streams can be stopped first. */
export type CloseHook = (recorder: NvrRecorder, reason: CloseReason) => Promise<void>;

type Entry = {
  readonly config: RecorderConfig;
  /** Absent for kinds that this version does not open. */
  readonly recorder: NvrRecorder | undefined;
};

/** Stopping the streams of a recorder may take this long; then it is closed all the same. */
const streamsTimeoutMs = 5_000;

/** The recorders that run: those of the configuration file and those that were added in the page. */
@Injectable()
export class RecorderDirectory implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger('RecorderDirectory');
  readonly #entries = new Map<string, Entry>();
  readonly #listeners = new ListenerSet<DirectoryChange>((error) => this.#bug(error));
  readonly #closeHooks = new Set<CloseHook>();
  readonly #loggedStates = new Map<string, string>();
  readonly #sleep: RecorderSleep;

  constructor(
    @Inject(CASEMENT_CONFIG) private readonly config: CasementConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly store: RecorderStore,
  ) {
    this.#sleep = new RecorderSleep({
      clock,
      onChange: (id) => this.#listeners.tell({ what: 'recorder', id }),
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    for (const config of [...this.config.recorders, ...(await this.store.all())]) {
      this.add(config);
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#sleep.close();
    await Promise.all([...this.#entries.values()].map((entry) => this.#close(entry, 'shutdown')));
  }

  /** Every recorder as the contract shows it, in the order in which they were added. */
  get views(): readonly Recorder[] {
    return [...this.#entries.values()].map((entry) => this.#viewOf(entry));
  }

  /** The recorders that are open. */
  get open(): readonly NvrRecorder[] {
    return [...this.#entries.values()].flatMap(({ recorder }) => recorder ?? []);
  }

  has(id: string): boolean {
    return this.#entries.has(id);
  }

  view(id: string): Recorder | undefined {
    const entry = this.#entries.get(id);
    return entry && this.#viewOf(entry);
  }

  /** The recorder, when it is there and open. */
  find(id: string): NvrRecorder | undefined {
    return this.#entries.get(id)?.recorder;
  }

  /** It said that it sleeps, or anything else, which only who is awake says. @param atMs since 1970 */
  noteSleep(id: string, isAsleep: boolean, atMs: number): void {
    if (this.#entries.has(id)) {
      this.#sleep.note(id, isAsleep, atMs);
    }
  }

  /** Opens a recorder. */
  add(config: RecorderConfig): void {
    this.#open(config);
    this.#listeners.tell({ what: 'added', id: config.id });
  }

  /** Closes a recorder and opens it again with other settings; its viewers stay. */
  async replace(config: RecorderConfig): Promise<void> {
    const old = this.#entries.get(config.id);
    if (old) {
      await this.#close(old, 'replaced');
    }
    this.#open(config);
    this.#listeners.tell({ what: 'replaced', id: config.id });
  }

  /** Closes a recorder for good. */
  async remove(id: string): Promise<void> {
    const entry = this.#entries.get(id);
    if (entry) {
      this.#entries.delete(id);
      this.#loggedStates.delete(id);
      this.#sleep.forget(id);
      this.#listeners.tell({ what: 'removed', id });
      await this.#close(entry, 'removed');
    }
  }

  /** Calls the listener for every change, without waiting. Returns how to stop that. */
  onChange(listener: (change: DirectoryChange) => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Has the hook called and waited for before a recorder is closed. */
  beforeClose(hook: CloseHook): void {
    this.#closeHooks.add(hook);
  }

  #open(config: RecorderConfig): void {
    const { id, kind } = config;
    if (kind !== 'nvr') {
      this.#entries.set(id, { config, recorder: undefined });
      return;
    }
    const recorder = new NvrRecorder({
      config,
      clock: this.clock,
      random: Math.random,
      dispatcher: createDialler({ tls: config.tls }),
      onChange: (what) => {
        if (what === 'recorder') {
          this.#logState(recorder);
        }
        if (this.#entries.get(id)?.recorder === recorder) {
          this.#listeners.tell({ what, id });
        }
      },
      onBug: (error) => this.#bug(error),
    });
    this.#entries.set(id, { config, recorder });
    recorder.start();
  }

  async #close({ recorder }: Entry, reason: CloseReason): Promise<void> {
    if (!recorder) {
      return;
    }
    recorder.prepareClose();
    const streams = [...this.#closeHooks].map((hook) => hook(recorder, reason));
    let timer: Timer | undefined;
    await Promise.race([
      Promise.allSettled(streams),
      new Promise<void>((resolve) => {
        timer = this.clock.after(streamsTimeoutMs, resolve);
      }),
    ]);
    timer?.cancel();
    await recorder.close();
  }

  /** One line per change of state; the countdown in the reason is no change. */
  #logState(recorder: NvrRecorder): void {
    const { id } = recorder.config;
    const { state, reason } = recorder.status;
    const line = `recorder "${id}" ${state}${reason === null ? '' : `: ${reason.replace(/ in \d+ s/, '')}`}`;
    if (this.#loggedStates.get(id) !== line) {
      this.#loggedStates.set(id, line);
      this.#logger.log(line);
    }
  }

  #viewOf({ config, recorder }: Entry): Recorder {
    const view = recorder ? recorder.view : unopenedView(config);
    return { ...view, asleepSince: this.#sleep.since(config.id) };
  }

  #bug(error: unknown): void {
    this.#logger.error({ err: error, msg: 'an unexpected error' });
  }
}
