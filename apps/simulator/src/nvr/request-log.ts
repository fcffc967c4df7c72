import type { Clock } from '../clock.js';

/** One request as it may be shown: without its UID. */
export type RequestEntry = {
  readonly atMs: number;
  /** The name before `.cgi`, or `other`. */
  readonly cgi: string;
  /** The command of the table it was read as; missing when it could not be read. */
  readonly command?: string | undefined;
  readonly camera?: number | undefined;
  /** The last digits of the UID. */
  readonly uid?: string | undefined;
  readonly status: number;
};

/** Enough for a start of 64 cameras and some minutes of keep-alive. */
const maxEntries = 500;

/** The latest requests and how many there were of each kind. */
export class RequestLog {
  readonly #clock: Clock;
  readonly #entries: RequestEntry[] = [];
  readonly #byCgi = new Map<string, number>();
  readonly #byStatus = new Map<number, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The latest requests, the oldest first. */
  get entries(): readonly RequestEntry[] {
    return this.#entries;
  }

  /** How many requests there were since the start, by CGI and by status. */
  get counts(): {
    readonly byCgi: Readonly<Record<string, number>>;
    readonly byStatus: Readonly<Record<string, number>>;
  } {
    return {
      byCgi: Object.fromEntries(this.#byCgi),
      byStatus: Object.fromEntries(this.#byStatus),
    };
  }

  add(entry: Omit<RequestEntry, 'atMs'>): void {
    this.#entries.push({ atMs: this.#clock.nowMs(), ...entry });
    if (this.#entries.length > maxEntries) {
      this.#entries.shift();
    }
    this.#byCgi.set(entry.cgi, (this.#byCgi.get(entry.cgi) ?? 0) + 1);
    this.#byStatus.set(entry.status, (this.#byStatus.get(entry.status) ?? 0) + 1);
  }
}
