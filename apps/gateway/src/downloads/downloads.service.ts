import { mkdir, rm } from 'node:fs/promises';
import type { Download, DownloadInput } from '@casement/contract';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Principal } from '../access/principal.js';
import { WALL_CLOCK, type WallClock } from '../access/wall-clock.js';
import { CASEMENT_CONFIG, type CasementConfig } from '../config/config.js';
import { problems } from '../errors/problems.js';
import { DownloadUpdates, type DownloadUpdate } from '../events/download-updates.js';
import { CLOCK, type Clock, type Timer } from '../net/clock.js';
import { ListenerSet } from '../recorders/listener-set.js';
import { DownloadEvidence } from './download-evidence.js';
import { DownloadJob } from './download-job.js';
import { DownloadNotices } from './download-notices.js';
import { asOwner, canBeShared, isSame, mayUse, othersOf } from './download-owners.js';
import { piecesOf } from './download-plan.js';
import type {
  DownloadOwner,
  DownloadPiece,
  DownloadRecord,
  StoredDownload,
} from './download-record.js';
import { DownloadRequests } from './download-requests.js';
import { DownloadRuns } from './download-runs.js';
import { DownloadStore } from './download-store.js';
import { verdictOf } from './download-verdict.js';
import { newDownload } from './new-download.js';
import { tidyDownload, tidyUnknown } from './tidy-folders.js';

const dayMs = 86_400_000;
const sweepMs = 60_000;

/** The downloads of everybody: makes, shows and ends them, and goes on with them after a restart. */
@Injectable()
export class DownloadsService
  extends DownloadUpdates
  implements OnApplicationBootstrap, BeforeApplicationShutdown
{
  readonly #logger = new Logger('Downloads');
  readonly #jobs = new Map<string, DownloadJob>();
  readonly #listeners = new ListenerSet<DownloadUpdate>((error) => this.#bug(error));
  readonly #notices: DownloadNotices;
  #sweep: Timer | undefined;
  #isClosing = false;

  constructor(
    @Inject(CASEMENT_CONFIG) private readonly config: CasementConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(WALL_CLOCK) private readonly now: WallClock,
    private readonly store: DownloadStore,
    private readonly runs: DownloadRuns,
    private readonly evidence: DownloadEvidence,
    private readonly requests: DownloadRequests,
  ) {
    super();
    this.#notices = new DownloadNotices(clock, (id) => this.#tell(id));
    runs.listen({
      changed: (job) => this.#notices.note(job.id),
      through: (job) => this.#finish(job),
      jobs: () => [...this.#jobs.values()],
    });
  }

  /** Every download, as it is. */
  get jobs(): readonly DownloadJob[] {
    return [...this.#jobs.values()];
  }

  /** Goes on with everything that was not through when the gateway ended. */
  async onApplicationBootstrap(): Promise<void> {
    const { dir, retentionDays } = this.config.downloads;
    await mkdir(dir, { recursive: true, mode: 0o700 }).catch((error: unknown) => this.#bug(error));
    for (const stored of await this.store.all()) {
      const job = this.#add(stored);
      const names = new Set(job.files.map(({ name }) => name));
      await tidyDownload(this.runs.folderOf(job.id), names);
    }
    await tidyUnknown(dir, (id) => this.#jobs.has(id), this.now() - retentionDays * dayMs);
    await this.#finishAll();
    for (const { record } of this.jobs.filter(({ isActive }) => isActive)) {
      this.runs.poke(record.recorder);
    }
    this.#sweepSoon();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#isClosing = true;
    this.#sweep?.cancel();
    this.#notices.close();
    await this.runs.close();
  }

  override onUpdate(listener: (update: DownloadUpdate) => void): () => void {
    return this.#listeners.add(listener);
  }

  /**
   * Begins a download, or joins one of the same files that somebody else has begun.
   *
   * @throws {ProblemError} 403, 404, 422, 429, 503
   */
  async create(input: DownloadInput, principal: Principal): Promise<Download> {
    const plan = this.requests.plan(input, principal);
    const record = newDownload(plan, principal, this.now());
    const same = this.jobs.find(
      (job) => job.record.fingerprint === record.fingerprint && canBeShared(job.record),
    );
    if (same !== undefined) {
      await this.#join(same, asOwner(principal));
      return same.view;
    }
    this.requests.requireRoom(this.jobs, plan);
    const job = this.#add({ record, pieces: piecesOf(plan), files: [] });
    try {
      // Whoever joins meanwhile is written down after it.
      await job.alone(() => this.store.insert(record, job.pieces));
    } catch (error) {
      this.#jobs.delete(job.id);
      throw error;
    }
    this.runs.poke(record.recorder);
    this.#notices.note(job.id);
    return job.view;
  }

  /** One's own; for administrators all. Oldest first. */
  list(principal: Principal): readonly Download[] {
    return this.jobs.filter((job) => mayUse(job.record, principal)).map(({ view }) => view);
  }

  /** One's own; one of somebody else is as unknown as one that never was. @throws {ProblemError} 404 */
  find(id: string, principal: Principal): DownloadJob {
    const job = this.#jobs.get(id);
    if (job === undefined || !mayUse(job.record, principal)) {
      throw problems.notFound('There is no such download, or not any more.', { download: id });
    }
    return job;
  }

  /** Ends it and keeps what is whole. @throws {ProblemError} 404, 409 */
  async cancel(id: string, principal: Principal): Promise<Download> {
    const job = this.find(id, principal);
    const others = othersOf(job.record, principal);
    if (others.length > 0 && principal.role !== 'administrator') {
      throw problems.conflict(
        'download-shared',
        `${others.map(({ name }) => name).join(', ')} waits for this download too; take it off your list instead.`,
      );
    }
    if (job.isActive) {
      job.change({ state: 'cancelled', reason: `cancelled by ${principal.username}` });
      job.abort(new Error('the download was cancelled'));
      // Whatever happens to the gateway meanwhile, it does not go on by itself.
      await this.store.update(job.record);
      // What became whole in this very moment is kept, and belongs into the manifest.
      await job.whenIdle();
      await this.#seal(job, job.record);
    }
    return job.view;
  }

  /** Tries what failed or was cancelled again, from the piece where it stopped. @throws {ProblemError} 404, 409 */
  async retry(id: string, principal: Principal): Promise<Download> {
    const job = this.find(id, principal);
    if (!['failed', 'cancelled'].includes(job.record.state) || job.isUnderWay || job.isUnsealed) {
      throw problems.conflict(
        'download-state',
        `This download is ${job.view.state}; only failed and cancelled ones are tried again.`,
      );
    }
    for (const piece of job.pieces.filter(({ state }) => state === 'failed')) {
      const open: DownloadPiece = { ...piece, state: 'open', reason: null, notes: [] };
      await this.store.settlePiece(id, open, []);
      job.settle(open, []);
    }
    job.change({ state: 'queued', reason: null, offer: null, finishedMs: null, expiresMs: null });
    await this.store.update(job.record);
    this.#notices.note(id);
    this.runs.poke(job.record.recorder);
    return job.view;
  }

  /** Takes it off somebody's list; with the last one its files are deleted. @throws {ProblemError} 404 */
  async remove(id: string, principal: Principal): Promise<void> {
    const job = this.find(id, principal);
    const others = othersOf(job.record, principal);
    if (others.length > 0 && others.length < job.record.owners.length) {
      job.change({ owners: others });
      await this.store.update(job.record);
      this.#listeners.tell({ id, download: undefined, isFor: (one) => isSame(one, principal) });
      return;
    }
    await this.#delete(job);
  }

  async #delete(job: DownloadJob): Promise<void> {
    const { id } = job;
    this.#jobs.delete(id);
    job.change({ state: 'cancelled' });
    job.abort(new Error('the download was removed'));
    await job.whenIdle();
    this.#notices.forget(id);
    await this.store.remove(id);
    await rm(this.runs.folderOf(id), { recursive: true, force: true, maxRetries: 3 });
    this.#listeners.tell({ id, download: undefined, isFor: (one) => mayUse(job.record, one) });
  }

  /** One more wants it; what is through is kept for him as long as if it had been fetched now. */
  async #join(job: DownloadJob, owner: DownloadOwner): Promise<void> {
    const others = job.record.owners.filter(({ key }) => key !== owner.key);
    const expiresMs = job.record.finishedMs === null ? null : this.#expiryFrom(this.now());
    job.change({ owners: [...others, owner], expiresMs });
    await job.alone(() => this.store.update(job.record));
    this.#notices.note(job.id);
  }

  #expiryFrom(ms: number): number {
    return ms + this.config.downloads.retentionDays * dayMs;
  }

  #add(stored: StoredDownload): DownloadJob {
    const job = new DownloadJob(stored, {
      nowMs: () => this.clock.nowMs(),
      densities: this.runs.densities,
    });
    this.#jobs.set(job.id, job);
    return job;
  }

  /** Finishes what a crash or a full disk has kept from it. */
  async #finishAll(): Promise<void> {
    for (const job of this.jobs.filter(({ isUnsealed }) => isUnsealed)) {
      await (job.isActive ? this.#finish(job) : this.#seal(job, job.record)).catch(
        (error: unknown) => this.#bug(error),
      );
    }
  }

  /** All pieces are through. */
  #finish(job: DownloadJob): Promise<void> {
    return this.#seal(job, verdictOf(job.stored));
  }

  /**
   * Nothing more comes: manifest and signature are written, before anybody is told, and the time until the files are
   * deleted begins. Once for each end, whoever else has seen it.
   */
  #seal(job: DownloadJob, how: Pick<DownloadRecord, 'state' | 'reason'>): Promise<void> {
    return job.alone(async () => {
      if (job.record.finishedMs !== null) {
        return;
      }
      const { state, reason } = how;
      const finishedMs = this.now();
      const end = { state, reason, finishedMs, expiresMs: this.#expiryFrom(finishedMs) };
      const record = { ...job.record, ...end };
      await this.evidence.write({ ...job.stored, record }, this.runs.folderOf(job.id));
      job.change(end);
      await this.store.update(job.record);
      this.#notices.note(job.id);
    });
  }

  #sweepSoon(): void {
    this.#sweep = this.clock.after(sweepMs, () => {
      this.#finishAll()
        .then(() => this.deleteExpired())
        .catch((error: unknown) => this.#bug(error))
        .finally(() => {
          if (!this.#isClosing) {
            this.#sweepSoon();
          }
        });
    });
  }

  /** Deletes what has been kept for `downloads.retentionDays`. */
  async deleteExpired(): Promise<void> {
    const nowMs = this.now();
    for (const job of this.jobs.filter((one) => one.isExpired(nowMs))) {
      await this.#delete(job);
    }
  }

  #tell(id: string): void {
    const job = this.#jobs.get(id);
    if (job !== undefined) {
      this.#listeners.tell({ id, download: job.view, isFor: (one) => mayUse(job.record, one) });
    }
  }

  #bug(error: unknown): void {
    this.#logger.error({ err: error, msg: 'a download went wrong' });
  }
}
