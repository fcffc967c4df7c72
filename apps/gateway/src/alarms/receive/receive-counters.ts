/** Why a connection was not taken. */
export type RefusalReason = 'not-allowed' | 'source-limit' | 'total-limit';

/** More names of defects than the parser has. */
const maxDefectKinds = 64;

/** What the listener counted since the start. */
export class ReceiveCounters {
  connections = 0;
  /** Idle ones that were closed for the sake of newer ones of the same source. */
  displaced = 0;
  /** Closed because nothing came any more (A1). */
  timedOut = 0;
  /** Closed because of what they sent (A28). */
  cut = 0;
  /** Taken from sockets. */
  bytes = 0;
  messages = 0;
  /** Beginnings of messages that never became one (AL17). */
  truncated = 0;
  /** Messages that had to wait because their source sends too many. */
  delayed = 0;
  /** Messages that were thrown away: more waited than may. */
  dropped = 0;
  readonly refused: Record<RefusalReason, number> = {
    'not-allowed': 0,
    'source-limit': 0,
    'total-limit': 0,
  };
  readonly #defects = new Map<string, number>();

  /** By kind. */
  get defects(): ReadonlyMap<string, number> {
    return this.#defects;
  }

  defect(kind: string): void {
    const name = this.#defects.has(kind) || this.#defects.size < maxDefectKinds ? kind : 'other';
    this.#defects.set(name, (this.#defects.get(name) ?? 0) + 1);
  }

  /** For the status: every figure by name. */
  get all(): Record<string, number> {
    return {
      connections: this.connections,
      'refused-not-allowed': this.refused['not-allowed'],
      'refused-source-limit': this.refused['source-limit'],
      'refused-total-limit': this.refused['total-limit'],
      displaced: this.displaced,
      'timed-out': this.timedOut,
      cut: this.cut,
      bytes: this.bytes,
      messages: this.messages,
      truncated: this.truncated,
      defects: [...this.#defects.values()].reduce((sum, count) => sum + count, 0),
      delayed: this.delayed,
      dropped: this.dropped,
    };
  }
}
