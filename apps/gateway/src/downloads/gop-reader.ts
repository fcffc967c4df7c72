import { type Clock, sleep } from '../net/clock.js';
import { gopOfBody } from '../playback/gop-of-body.js';
import type { KeptGop } from '../playback/playback-output.js';
import type { PlaybackLease } from '../playback/recorder-playback.js';

/** Options of {@link readGops}. */
export type GopReaderOptions = {
  readonly lease: Pick<PlaybackLease, 'control' | 'gop'>;
  readonly clock: Clock;
  readonly recorder: string;
  readonly camera: number;
  /** Milliseconds since 1970. */
  readonly startMs: number;
  readonly endMs: number;
  readonly signal: AbortSignal;
  /** Told what was odd, in words. */
  readonly note: (words: string) => void;
};

/** Where nothing comes: asked again so often, then looked for further on (E.3). */
const emptyAnswers = 5;
const emptyPauseMs = 1_000;
/** GOPs that come again, or from before: so many in a row count as nothing. */
const maxRepeated = 8;
/** Behind a gap it is looked so far apart: a recording that is shorter, with nothing around it, may be missed. */
const jumpMs = 60_000;
/** TIMEF of GOTODATE has whole seconds: it cannot be known better where a recording begins. */
const exactMs = 1_000;

/** The GOPs of a range in their order, each once, over all gaps. @throws what the lease throws, and the signal's reason */
export async function* readGops(options: GopReaderOptions): AsyncGenerator<KeptGop> {
  const { startMs, endMs } = options;
  const source = new GopSource(options);
  let positionMs = startMs;
  let foundBefore: number | undefined;
  await source.goTo(startMs);
  while (positionMs < endMs) {
    const gop = await source.following(positionMs);
    if (gop !== undefined) {
      positionMs = gop.endMs;
      foundBefore = undefined;
      yield gop;
      continue;
    }
    const found = await findBehind(source, positionMs, endMs);
    if (found === undefined) {
      return;
    }
    // What was found and does not come when it is asked for again is left out.
    const isNew = found.startMs !== foundBefore;
    positionMs = isNew ? Math.max(positionMs, found.startMs - 1) : positionMs + jumpMs;
    foundBefore = found.startMs;
    await source.goTo(isNew ? found.askedMs : positionMs);
  }
}

/** A GOP behind a gap, and the time for which the recorder gave it. */
type Found = { readonly startMs: number; readonly askedMs: number };

/** Where the recordings go on behind `edgeMs`: found by looking every minute, then by halving. */
async function findBehind(
  source: GopSource,
  edgeMs: number,
  endMs: number,
): Promise<Found | undefined> {
  let emptyMs = edgeMs;
  let found: Found | undefined;
  while (found === undefined) {
    const askedMs = wholeSecond(Math.min(emptyMs + jumpMs, endMs - exactMs));
    if (askedMs <= emptyMs) {
      return undefined;
    }
    found = await source.probe(askedMs, edgeMs);
    emptyMs = found === undefined ? askedMs : emptyMs;
  }
  for (;;) {
    const askedMs = wholeSecond((emptyMs + Math.min(found.startMs, found.askedMs)) / 2);
    if (askedMs <= emptyMs) {
      return found;
    }
    const nearer: Found | undefined = await source.probe(askedMs, edgeMs);
    if (nearer !== undefined && nearer.startMs < found.startMs) {
      found = nearer;
    } else {
      emptyMs = askedMs;
    }
  }
}

function wholeSecond(ms: number): number {
  return Math.floor(ms / exactMs) * exactMs;
}

/** One camera of a playback lease. */
class GopSource {
  readonly #options: GopReaderOptions;

  constructor(options: GopReaderOptions) {
    this.#options = options;
  }

  async goTo(atMs: number): Promise<void> {
    const { lease, signal } = this.#options;
    await lease.control({ command: 'go-to-date', atMs }, { signal });
  }

  /** The next GOP that ends behind a time; `undefined`: none came, however often it was asked for. */
  async following(positionMs: number): Promise<KeptGop | undefined> {
    const { clock, signal } = this.#options;
    for (let empty = 0, repeated = 0; empty < emptyAnswers && repeated < maxRepeated;) {
      const gop = await this.#next();
      if (gop !== undefined && gop.endMs > positionMs) {
        return gop;
      }
      if (gop === undefined) {
        empty += 1;
        await sleep(clock, emptyPauseMs, signal);
      } else {
        repeated += 1;
      }
    }
    return undefined;
  }

  /** Where the recording begins that the recorder has at a time, if it is behind `edgeMs`. */
  async probe(askedMs: number, edgeMs: number): Promise<Found | undefined> {
    await this.goTo(askedMs);
    const gop = await this.#next();
    return gop !== undefined && gop.endMs > edgeMs ? { startMs: gop.startMs, askedMs } : undefined;
  }

  async #next(): Promise<KeptGop | undefined> {
    const { lease, recorder, camera, signal, note } = this.#options;
    const answer = await lease.gop(camera, { signal });
    const made = answer.kind === 'gop' ? gopOfBody(answer.body, { recorder, camera }) : undefined;
    if (made?.kind === 'refused') {
      note(made.reason);
    }
    return made?.kind === 'gop' ? made.gop : undefined;
  }
}
