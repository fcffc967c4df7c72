/** What the preview beside the dragged playhead shows. */
export type Preview =
  | { readonly kind: 'asking'; readonly atMs: number }
  /** `url` of the picture; it lives until the next one or `stop`. */
  | { readonly kind: 'picture'; readonly atMs: number; readonly url: string }
  | { readonly kind: 'nothing'; readonly atMs: number; readonly words: string };

export type PreviewLoaderOptions = {
  /** Asks the gateway for the picture of an instant. */
  readonly fetch: (atMs: number, signal: AbortSignal) => Promise<Response>;
  readonly onPreview: (preview: Preview | null) => void;
  readonly makeUrl?: (picture: Blob) => string;
  readonly dropUrl?: (url: string) => void;
};

/** Least time between two questions, in milliseconds. */
const paceMs = 120;
/** How long to wait when the gateway does not say, in milliseconds. */
const askAgainMs = 1_000;
/** So often "the recorder is asked" is believed. */
const maxAsks = 10;

/** Fetches pictures for the playhead while it is dragged: one question at a time, and always the newest place. */
export class PreviewLoader {
  readonly #options: Required<PreviewLoaderOptions>;
  #wantedMs: number | null = null;
  #url: string | null = null;
  #running = false;
  #abort = new AbortController();
  #generation = 0;

  constructor(options: PreviewLoaderOptions) {
    this.#options = {
      makeUrl: (picture) => URL.createObjectURL(picture),
      dropUrl: (url) => URL.revokeObjectURL(url),
      ...options,
    };
  }

  /** The playhead is here now. */
  want(atMs: number): void {
    this.#wantedMs = atMs;
    if (!this.#running) {
      void this.#run();
    }
  }

  /** The playhead was let go. */
  stop(): void {
    this.#generation += 1;
    this.#wantedMs = null;
    this.#running = false;
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#drop();
    this.#options.onPreview(null);
  }

  async #run(): Promise<void> {
    const mine = this.#generation;
    this.#running = true;
    let shownMs: number | null = null;
    while (mine === this.#generation && this.#wantedMs !== null && this.#wantedMs !== shownMs) {
      shownMs = this.#wantedMs;
      await this.#show(shownMs, mine);
      await pause(paceMs);
    }
    if (mine === this.#generation) {
      this.#running = false;
    }
  }

  /** Until there is a picture of this instant, or the playhead is elsewhere. */
  async #show(atMs: number, mine: number): Promise<void> {
    const { signal } = this.#abort;
    for (let ask = 0; ask < maxAsks && mine === this.#generation; ask += 1) {
      const answer = await this.#options.fetch(atMs, signal).catch(() => null);
      if (mine !== this.#generation) {
        return;
      }
      if (answer?.status !== 202) {
        await this.#take(atMs, answer, mine);
        return;
      }
      if (this.#url === null) {
        this.#options.onPreview({ kind: 'asking', atMs });
      }
      await pause(waitOf(answer));
      if (this.#wantedMs !== atMs) {
        return;
      }
    }
  }

  async #take(atMs: number, answer: Response | null, mine: number): Promise<void> {
    if (answer?.ok !== true) {
      this.#drop();
      const words = answer?.status === 404 ? 'no recording' : 'no preview';
      this.#options.onPreview({ kind: 'nothing', atMs, words });
      return;
    }
    const picture = await answer.blob().catch(() => null);
    if (mine === this.#generation && picture) {
      this.#drop();
      this.#url = this.#options.makeUrl(picture);
      this.#options.onPreview({ kind: 'picture', atMs, url: this.#url });
    }
  }

  #drop(): void {
    if (this.#url !== null) {
      this.#options.dropUrl(this.#url);
      this.#url = null;
    }
  }
}

function waitOf(answer: Response): number {
  const seconds = Number(answer.headers.get('Retry-After') ?? Number.NaN);
  return seconds >= 0 && seconds <= 30 ? Math.max(200, seconds * 1_000) : askAgainMs;
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
