import type { GopCache } from './gop-cache.js';
import type { GopSeeker } from './gop-seeker.js';
import { PreviewSearch } from './preview-search.js';
import type { PreviewResult } from './preview-search.js';

/** What previews are made with. */
export type SessionPreviewsOptions = {
  /** The recorder's id. */
  readonly recorder: string;
  readonly cache: GopCache;
  /** The recorder has something better to do. */
  readonly isBusy: () => boolean;
  /** Who is served when nobody else needs anything. */
  readonly serve: (seeker: GopSeeker) => void;
};

/** The wishes for GOPs of other times than that of the clock, one at a time: a newer one takes the place of an older one. */
export class SessionPreviews {
  readonly #options: SessionPreviewsOptions;
  #search: PreviewSearch | undefined;

  constructor(options: SessionPreviewsOptions) {
    this.#options = options;
  }

  /** Nobody waits any longer: the recorder is busy. */
  giveUp(): void {
    this.#search?.settle('busy');
  }

  /** A GOP near a time: what is kept, else one from the recorder. @throws the signal's reason */
  async gopAt(camera: number, atMs: number, signal: AbortSignal): Promise<PreviewResult> {
    const { recorder, cache, isBusy } = this.#options;
    const kept = cache.at(recorder, camera, atMs);
    if (kept) {
      cache.countHit();
      return kept;
    }
    if (cache.gapAt(recorder, camera, atMs)) {
      return 'nothing';
    }
    if (isBusy()) {
      return 'busy';
    }
    this.giveUp();
    return this.#ask(camera, atMs, signal);
  }

  #ask(camera: number, atMs: number, signal: AbortSignal): Promise<PreviewResult> {
    const { cache, serve } = this.#options;
    return new Promise<PreviewResult>((resolve, reject) => {
      const leave = (): void => {
        reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
        search.settle('busy');
      };
      const settled = (result: PreviewResult): void => {
        signal.removeEventListener('abort', leave);
        resolve(result);
      };
      const search = new PreviewSearch({ camera, atMs, cache, settled });
      signal.addEventListener('abort', leave, { once: true });
      this.#search = search;
      serve(search);
    });
  }
}
