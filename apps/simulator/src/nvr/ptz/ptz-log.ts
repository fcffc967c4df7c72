import { maskUid } from '@casement/protocol';
import type { PtzCommand } from './ptz-command.js';
import { valuesOf } from './ptz-command.js';

/** A command of camera control as it came. */
export type PtzEntry = {
  readonly time: string;
  readonly uid: string;
  readonly command: PtzCommand['command'];
  readonly values: Readonly<Record<string, unknown>>;
  /** Milliseconds since the command for this camera before; `null` for the first one. */
  readonly sinceLastMs: number | null;
  readonly status: number;
};

/** Commands kept per camera. */
const maxEntries = 500;

/** The latest commands for one camera, and how many came sooner than the recorder documents (B63). */
export class PtzLog {
  readonly #stepMs: number;
  #entries: PtzEntry[] = [];
  #lastMs: number | undefined;
  #commands = 0;
  #refused = 0;
  #tooSoon = 0;

  /** @param stepMs least distance of two commands */
  constructor(stepMs: number) {
    this.#stepMs = stepMs;
  }

  /** The latest ones, the oldest first. */
  get entries(): readonly PtzEntry[] {
    return this.#entries;
  }

  get counts(): { readonly commands: number; readonly refused: number; readonly tooSoon: number } {
    return { commands: this.#commands, refused: this.#refused, tooSoon: this.#tooSoon };
  }

  add(command: PtzCommand, status: number, nowMs: number): void {
    const sinceLastMs = this.#lastMs === undefined ? null : nowMs - this.#lastMs;
    this.#lastMs = nowMs;
    this.#commands += 1;
    this.#refused += status >= 200 && status < 300 ? 0 : 1;
    this.#tooSoon += sinceLastMs !== null && sinceLastMs < this.#stepMs ? 1 : 0;
    this.#entries = [
      ...this.#entries.slice(1 - maxEntries),
      {
        time: new Date(nowMs).toISOString(),
        uid: maskUid(command.uid),
        command: command.command,
        values: valuesOf(command),
        sinceLastMs,
        status,
      },
    ];
  }
}
