const failurePausesMs = [1_000, 2_000, 5_000, 10_000];
/** Refused GOPs are passed over at once, so many of them; then the recorder gets a rest. */
const maxAtOnce = 3;
/** How long something odd is told. */
const noticeMs = 5_000;

/** What goes wrong with a camera: told in words, tried again with growing pauses. */
export class TrackTrouble {
  #failure: { reason: string; count: number; notBeforeMs: number } | undefined;
  #notice: { readonly text: string; readonly untilMs: number } | undefined;

  /** Not to be tried before. */
  get notBeforeMs(): number {
    return this.#failure?.notBeforeMs ?? Number.NEGATIVE_INFINITY;
  }

  /** Why there are no pictures, after it went wrong several times. */
  get reason(): string | undefined {
    return this.#failure && this.#failure.count >= maxAtOnce ? this.#failure.reason : undefined;
  }

  /** A request failed; tried again after `pauseMs`, or with growing pauses. */
  failed(reason: string, nowMs: number, pauseMs?: number): void {
    const count = (this.#failure?.count ?? 0) + 1;
    const step = failurePausesMs[Math.min(count, failurePausesMs.length) - 1] ?? 0;
    this.#failure = { reason, count, notBeforeMs: nowMs + (pauseMs ?? step) };
  }

  /** What came is of no use. */
  refused(reason: string, nowMs: number): void {
    this.tell(reason, nowMs);
    const count = (this.#failure?.count ?? 0) + 1;
    this.failed(reason, nowMs, count <= maxAtOnce ? 0 : undefined);
  }

  /** It makes no sense to go on for a while. */
  gaveUp(reason: string, nowMs: number, pauseMs: number): void {
    this.#failure = { reason, count: maxAtOnce, notBeforeMs: nowMs + pauseMs };
  }

  clear(): void {
    this.#failure = undefined;
  }

  /** Something is odd, and nothing has to be done about it. */
  tell(text: string, nowMs: number): void {
    this.#notice = { text, untilMs: nowMs + noticeMs };
  }

  /** What is odd at the moment. */
  notice(nowMs: number): string | undefined {
    return this.#notice && nowMs < this.#notice.untilMs ? this.#notice.text : undefined;
  }
}
