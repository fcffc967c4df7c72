import { splitAnnexB } from '@casement/media';
import type { MediaUnit } from '@casement/media';
import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '../../access/principal.js';
import { problems } from '../../errors/problems.js';
import { CLOCK, type Clock, sleep } from '../../net/clock.js';
import { pictureStep } from '../../viewing/picture-steps.js';
import { wholeNumber } from '../../viewing/query-values.js';
import { SharedWork } from '../../viewing/stills/shared-work.js';
import { SnapshotCache } from '../../viewing/stills/snapshot-cache.js';
import { ViewConversions } from '../../viewing/view-conversions.js';
import type { OpenPlayback } from '../open-playback.js';
import { seekTarget } from '../playback-commands.js';
import type { KeptGop } from '../playback-output.js';
import { PlaybacksService } from '../playbacks.service.js';
import type { PreviewResult } from '../preview-search.js';

/** Which picture is asked for. */
export type PreviewRequest = {
  readonly id: string;
  readonly camera: number;
  readonly principal: Principal;
};

/** A picture of about the time that was asked for. */
export type Preview = { readonly jpeg: Uint8Array; readonly timeMs: number };

/** As wide as pictures above a timeline are. */
const usualWidth = 320;
const minWidth = 16;
const maxWidth = 3_840;
const maxCacheBytes = 16 * 1024 * 1024;
/** A recorder that is quick is waited for; otherwise the browser asks again. */
const waitMs = 800;
/** A recorder that has not answered by then will not. */
const giveUpMs = 20_000;
/** Nearly the same time is the same question. */
const gridMs = 500;

/** A question to a recorder. */
type Search = {
  readonly key: string;
  readonly result: Promise<PreviewResult>;
  readonly abort: AbortController;
};

/** Small pictures for a timeline that is dragged: of GOPs that are kept, or else of one that the recorder is asked for. */
@Injectable()
export class PreviewService {
  readonly #pictures = new SnapshotCache(maxCacheBytes);
  readonly #making = new SharedWork<Uint8Array>();
  /** One per playback: its newest question. */
  readonly #searches = new WeakMap<OpenPlayback, Search>();

  constructor(
    private readonly playbacks: PlaybacksService,
    private readonly conversions: ViewConversions,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * The picture; `pending` while the recorder is asked: ask again in a second.
   *
   * @throws {ProblemError} 404 where nothing is recorded, 409 while the playback runs and the picture is not kept; 400, 422, 503
   */
  async take(
    { id, camera, principal }: PreviewRequest,
    query: URLSearchParams,
  ): Promise<Preview | 'pending'> {
    const open = this.playbacks.findCamera(id, camera, principal);
    const atMs = seekTarget(query.get('at') ?? undefined);
    const width = wholeNumber(query, 'width', minWidth, maxWidth) ?? usualWidth;
    const found = await this.#look(open, camera, atMs);
    switch (found) {
      case 'pending':
        return 'pending';
      case 'nothing':
        throw problems.notFound(`Nothing is recorded at ${new Date(atMs).toISOString()}.`);
      case 'busy':
        throw problems.conflict(
          'playback-busy',
          'The recorder is busy with the playback; pictures that were not seen yet come while it is paused.',
        );
      default:
        return this.#make(found, pictureStep('width', width) ?? usualWidth);
    }
  }

  async #look(
    open: OpenPlayback,
    camera: number,
    atMs: number,
  ): Promise<PreviewResult | 'pending'> {
    const { result } = this.#search(open, camera, atMs);
    const limit = new AbortController();
    const late = sleep(this.clock, waitMs, limit.signal).then(
      () => 'pending' as const,
      () => 'pending' as const,
    );
    try {
      return await Promise.race([result, late]);
    } finally {
      limit.abort();
    }
  }

  /** The same question is asked once; another one takes its place. */
  #search(open: OpenPlayback, camera: number, atMs: number): Search {
    const key = `${camera}/${Math.round(atMs / gridMs)}`;
    const known = this.#searches.get(open);
    if (known?.key === key) {
      return known;
    }
    known?.abort.abort(new Error('another time is wanted'));
    const abort = new AbortController();
    const timer = this.clock.after(giveUpMs, () => abort.abort(new Error('no answer')));
    const result = open
      .gopAt(camera, atMs, abort.signal)
      .catch((error: unknown): PreviewResult => {
        if (abort.signal.aborted) {
          return 'busy';
        }
        throw error;
      })
      .finally(() => {
        timer.cancel();
        if (this.#searches.get(open) === search) {
          this.#searches.delete(open);
        }
      });
    // Who asked may have gone meanwhile.
    result.catch(() => undefined);
    const search: Search = { key, result, abort };
    this.#searches.set(open, search);
    return search;
  }

  /** @throws {ProblemError} 503 */
  async #make(gop: KeptGop, width: number): Promise<Preview> {
    const [key] = gop.pictures;
    const timeMs = key?.timeMs ?? gop.startMs;
    const data = key?.data ?? new Uint8Array();
    if (gop.codec === 'jpeg') {
      return { jpeg: data, timeMs };
    }
    const name = `${gop.recorder}/${gop.camera}/${timeMs}/${width}`;
    const tag = String(data.length);
    const known = this.#pictures.find(name, tag);
    if (known) {
      return { jpeg: known, timeMs };
    }
    const jpeg = await this.#making.run(name, () =>
      this.conversions.snapshot(unitOf(gop.codec, data), { width }),
    );
    this.#pictures.put(name, { tag, jpeg });
    return { jpeg, timeMs };
  }
}

function unitOf(codec: KeptGop['codec'], data: Uint8Array): MediaUnit {
  return {
    codec,
    parts: splitAnnexB(data),
    timestamp: 0,
    clockRateHz: 90_000,
    channels: 0,
    arrivalMs: 0,
    randomAccess: true,
    discontinuity: false,
  };
}
