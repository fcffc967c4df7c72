import type { Download } from '@casement/contract';
import { ByteRate } from './byte-rate.js';
import type {
  DownloadPiece,
  DownloadRecord,
  StoredDownload,
  StoredFile,
} from './download-record.js';
import { downloadView } from './download-view.js';
import type { KnownDensities } from './known-densities.js';

type UnderWay = {
  readonly abort: AbortController;
  /** Of the attempt that runs. */
  bytes: number;
  waiting: string | null;
};

const noop = (): void => undefined;

/** Options of {@link DownloadJob}. */
export type DownloadJobOptions = {
  /** Milliseconds of a monotonic clock. */
  readonly nowMs: () => number;
  /** What other downloads of the same cameras have shown. */
  readonly densities: KnownDensities;
};

/** A download of this gateway as it is now: what is stored, and what is under way. */
export class DownloadJob {
  #record: DownloadRecord;
  readonly #pieces: DownloadPiece[];
  #files: readonly StoredFile[];
  readonly #underWay = new Map<number, UnderWay>();
  readonly #rate = new ByteRate();
  readonly #idle: (() => void)[] = [];
  #turn = 0;
  #last: Promise<void> = Promise.resolve();
  readonly #options: DownloadJobOptions;

  constructor({ record, pieces, files }: StoredDownload, options: DownloadJobOptions) {
    this.#record = record;
    this.#pieces = [...pieces];
    this.#files = files;
    this.#options = options;
    for (const piece of pieces) {
      options.densities.note(record, piece);
    }
  }

  get id(): string {
    return this.#record.id;
  }

  get record(): DownloadRecord {
    return this.#record;
  }

  get files(): readonly StoredFile[] {
    return this.#files;
  }

  get pieces(): readonly DownloadPiece[] {
    return this.#pieces;
  }

  /** When it had its latest turn; 0: it had none. */
  get turn(): number {
    return this.#turn;
  }

  /** Everything that is kept of it. */
  get stored(): StoredDownload {
    return { record: this.#record, pieces: this.#pieces, files: this.#files };
  }

  /** It goes on by itself. */
  get isActive(): boolean {
    return !['done', 'failed', 'cancelled'].includes(this.#record.state);
  }

  get isUnderWay(): boolean {
    return this.#underWay.size > 0;
  }

  /** Of its files, whole or not. */
  get bytes(): number {
    const growing = [...this.#underWay.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    return this.#files.reduce((sum, { size }) => sum + size, growing);
  }

  /** As the contract shows it. */
  get view(): Download {
    return downloadView(
      { ...this.stored, record: this.#shownRecord() },
      {
        underWay: new Map([...this.#underWay].map(([number, { bytes }]) => [number, bytes])),
        rate: this.#underWay.size === 0 ? null : this.#rate.perSecond(this.#options.nowMs()),
        densityOf: (camera) => this.#options.densities.of(this.#record, camera),
      },
    );
  }

  /** The first piece that nobody fetches. */
  get nextPiece(): DownloadPiece | undefined {
    return this.isActive
      ? this.#pieces.find(({ number, state }) => state === 'open' && !this.#underWay.has(number))
      : undefined;
  }

  /** All pieces are through, one way or the other. */
  get isThrough(): boolean {
    return this.#underWay.size === 0 && this.#pieces.every(({ state }) => state !== 'open');
  }

  /** Nothing of it is under way or open, or it was cancelled, but its manifest is not written yet. */
  get isUnsealed(): boolean {
    const { state, finishedMs } = this.#record;
    const isOver = this.isActive ? this.isThrough : state === 'cancelled' && finishedMs === null;
    return isOver && !this.isUnderWay;
  }

  change(change: Partial<DownloadRecord>): void {
    this.#record = { ...this.#record, ...change };
  }

  /**
   * A piece is being fetched from now on.
   *
   * @param turn larger than any turn before
   */
  begin({ number }: DownloadPiece, turn: number): AbortSignal {
    this.#turn = turn;
    const abort = new AbortController();
    this.#underWay.set(number, { abort, bytes: 0, waiting: null });
    return abort.signal;
  }

  /** @returns whether the download is shown otherwise than before */
  waiting(number: number, reason: string | null): boolean {
    const under = this.#underWay.get(number);
    if (under === undefined || under.waiting === reason) {
      return false;
    }
    under.waiting = reason;
    return true;
  }

  received(number: number, bytes: number | 'anew'): void {
    const under = this.#underWay.get(number);
    if (under === undefined) {
      return;
    }
    if (bytes === 'anew') {
      under.bytes = 0;
    } else {
      under.bytes += bytes;
      this.#rate.add(bytes, this.#options.nowMs());
    }
  }

  /** Nobody fetches the piece any more. */
  end(number: number): void {
    this.#underWay.delete(number);
    if (this.#underWay.size === 0) {
      for (const resolve of this.#idle.splice(0)) {
        resolve();
      }
    }
  }

  /** Resolves when nothing of it is under way. */
  async whenIdle(): Promise<void> {
    if (this.#underWay.size > 0) {
      await new Promise<void>((resolve) => this.#idle.push(resolve));
    }
  }

  /** Stops what is under way. */
  abort(reason: Error): void {
    for (const { abort } of this.#underWay.values()) {
      abort.abort(reason);
    }
  }

  /** Whether it has been kept for long enough. @param wallMs since 1970 (UTC) */
  isExpired(wallMs: number): boolean {
    const { expiresMs } = this.#record;
    return !this.isActive && !this.isUnderWay && expiresMs !== null && expiresMs <= wallMs;
  }

  /** Runs what must not run twice at a time for one download, such as giving names to files; one after the other. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.then(noop, noop);
    return result;
  }

  /** A piece is another now, and brought files. */
  settle(piece: DownloadPiece, files: readonly StoredFile[]): void {
    this.#pieces[piece.number] = piece;
    // Its files take the place of what came: both together would be more than there is.
    this.received(piece.number, 'anew');
    this.#options.densities.note(this.#record, piece);
    this.#files = [...this.#files, ...files].sort(
      (a, b) => a.piece - b.piece || a.name.localeCompare(b.name),
    );
  }

  #shownRecord(): DownloadRecord {
    const under = [...this.#underWay.values()];
    if (!this.isActive || under.length === 0) {
      return this.#record;
    }
    const waits = under.every(({ waiting }) => waiting !== null);
    return waits
      ? { ...this.#record, state: 'waiting', reason: under[0]?.waiting ?? null }
      : { ...this.#record, state: 'running', reason: null };
  }
}
