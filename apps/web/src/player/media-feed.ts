import { edgeLimits, edgeStep } from './live-edge.js';

/** What waits to be appended may be this much: more means that the browser does not keep up. */
const maxWaitingBytes = 16 * 1024 * 1024;

/** How much more is kept ahead after a stall, in seconds. */
const stallStep = 0.1;

/** Words why a feed ended. */
export type FeedProblem = { readonly kind: 'codec' | 'transport'; readonly words: string };

type Entry =
  | { readonly kind: 'type'; readonly mimeType: string }
  | { readonly kind: 'data'; readonly data: ArrayBuffer };

/**
 * Feeds fragmented MP4 into a video element by MediaSource and keeps the element near the live edge. A new type is taken
 * over in place where its tracks are of the same kinds, else by a new MediaSource.
 */
export class MediaFeed {
  readonly #video: HTMLVideoElement;
  readonly #onProblem: (problem: FeedProblem) => void;
  readonly #queue: Entry[] = [];
  #waitingBytes = 0;
  #source: MediaSource | undefined;
  #buffer: SourceBuffer | undefined;
  #objectUrl: string | undefined;
  #mimeType = '';
  #target: number = edgeLimits.target;
  #closed = false;

  constructor(video: HTMLVideoElement, onProblem: (problem: FeedProblem) => void) {
    this.#video = video;
    this.#onProblem = onProblem;
    video.addEventListener('waiting', this.#onStall);
    video.addEventListener('error', this.#onError);
    video.addEventListener('timeupdate', this.#follow);
  }

  /** How much is held ahead of the picture, in seconds. */
  get aheadS(): number {
    const { buffered, currentTime } = this.#video;
    return buffered.length === 0 ? 0 : Math.max(0, buffered.end(buffered.length - 1) - currentTime);
  }

  /** What comes from now on is of this type, an initialisation segment first. */
  start(mimeType: string): void {
    this.#queue.push({ kind: 'type', mimeType });
    this.#next();
  }

  append(data: ArrayBuffer): void {
    this.#queue.push({ kind: 'data', data });
    this.#waitingBytes += data.byteLength;
    if (this.#waitingBytes > maxWaitingBytes) {
      this.#fail({ kind: 'transport', words: 'This browser does not keep up with the picture' });
      return;
    }
    this.#next();
  }

  /** Idempotent. */
  close(): void {
    if (!this.#closed) {
      this.#closed = true;
      this.#video.removeEventListener('waiting', this.#onStall);
      this.#video.removeEventListener('error', this.#onError);
      this.#video.removeEventListener('timeupdate', this.#follow);
      this.#release();
    }
  }

  #next(): void {
    const waitsForSource = this.#source !== undefined && this.#buffer === undefined;
    if (this.#closed || waitsForSource || this.#buffer?.updating === true) {
      return;
    }
    const entry = this.#queue.shift();
    if (entry?.kind === 'type') {
      this.#takeType(entry.mimeType);
    } else if (entry) {
      this.#waitingBytes -= entry.data.byteLength;
      this.#append(entry.data);
    }
  }

  #takeType(mimeType: string): void {
    const isSame = kindsOf(mimeType) === kindsOf(this.#mimeType);
    this.#mimeType = mimeType;
    if (!MediaSource.isTypeSupported(mimeType)) {
      this.#fail({ kind: 'codec', words: `This browser does not play ${mimeType}` });
    } else if (this.#buffer && isSame && typeof this.#buffer.changeType === 'function') {
      this.#buffer.changeType(mimeType);
      this.#next();
    } else {
      this.#open(mimeType);
    }
  }

  #open(mimeType: string): void {
    this.#release();
    const source = new MediaSource();
    this.#source = source;
    this.#objectUrl = URL.createObjectURL(source);
    source.addEventListener(
      'sourceopen',
      () => {
        if (this.#closed || this.#source !== source) {
          return;
        }
        this.#buffer = source.addSourceBuffer(mimeType);
        this.#buffer.addEventListener('updateend', this.#onUpdated);
        this.#next();
      },
      { once: true },
    );
    this.#video.src = this.#objectUrl;
    this.#video.play().catch(() => undefined);
  }

  #append(data: ArrayBuffer): void {
    try {
      this.#buffer?.appendBuffer(data);
    } catch (error) {
      const isFull = error instanceof DOMException && error.name === 'QuotaExceededError';
      // What fills the memory of a live picture is the past; without it there is nothing to wait for.
      this.#fail({
        kind: isFull ? 'transport' : 'codec',
        words: isFull
          ? 'The memory that this browser gives to a picture is full'
          : 'This browser does not take the picture',
      });
    }
  }

  #release(): void {
    this.#buffer?.removeEventListener('updateend', this.#onUpdated);
    this.#buffer = undefined;
    this.#source = undefined;
    if (this.#objectUrl !== undefined) {
      URL.revokeObjectURL(this.#objectUrl);
      this.#objectUrl = undefined;
    }
  }

  readonly #onUpdated = (): void => {
    if (!this.#closed && !this.#follow()) {
      this.#next();
    }
  };

  /** @returns whether the buffer is busy now */
  readonly #follow = (): boolean => {
    const { buffered, currentTime } = this.#video;
    if (buffered.length === 0 || this.#closed) {
      return false;
    }
    const { playbackRate, seekTo, trimTo } = edgeStep({
      currentTime,
      start: buffered.start(buffered.length - 1),
      end: buffered.end(buffered.length - 1),
      oldest: buffered.start(0),
      target: this.#target,
    });
    if (this.#video.playbackRate !== playbackRate) {
      this.#video.playbackRate = playbackRate;
    }
    if (seekTo !== null && !this.#video.seeking) {
      this.#video.currentTime = seekTo;
    }
    if (trimTo !== null && this.#buffer?.updating === false) {
      this.#buffer.remove(0, trimTo);
      return true;
    }
    return false;
  };

  readonly #onStall = (): void => {
    this.#target = Math.min(edgeLimits.maxTarget, this.#target + stallStep);
  };

  readonly #onError = (): void => {
    // Taking the source away is told as an error too.
    if (this.#video.error && this.#source) {
      this.#fail({
        kind: 'codec',
        words: `This browser cannot show the picture (${this.#video.error.message})`,
      });
    }
  };

  #fail(problem: FeedProblem): void {
    if (!this.#closed) {
      this.close();
      this.#onProblem(problem);
    }
  }
}

/** `video`, `audio` or both: what a SourceBuffer cannot change. */
function kindsOf(mimeType: string): string {
  const codecs = /codecs="([^"]*)"/.exec(mimeType)?.[1]?.split(',') ?? [];
  const isVideo = (codec: string): boolean => /^\s*(avc|hvc|hev)/.test(codec);
  return `${String(codecs.some(isVideo))}/${String(codecs.some((codec) => !isVideo(codec)))}`;
}
