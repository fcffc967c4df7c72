import type { Problem } from '@casement/contract';

/** What a {@link ProblemError} is made of. */
export type ProblemOptions = {
  readonly status: number;
  /** Stable word for programs, such as `recorder-read-only`. */
  readonly kind: string;
  /** The kind in words, the same every time. */
  readonly title: string;
  /** A sentence about this very case: what was found, what was expected. Never a secret. */
  readonly detail: string;
  readonly context?: Readonly<Record<string, unknown>>;
  /** Further headers of the answer, such as `Retry-After`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
};

/** An error that the client is told about, as problem document (RFC 9457). */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  readonly kind: string;
  readonly title: string;
  readonly context: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor({ status, kind, title, detail, context = {}, headers = {}, cause }: ProblemOptions) {
    super(detail, cause === undefined ? undefined : { cause });
    this.status = status;
    this.kind = kind;
    this.title = title;
    this.context = context;
    this.headers = headers;
  }

  /** The document as it is sent. */
  toProblem(): Problem {
    return {
      type: `urn:casement:problem:${this.kind}`,
      title: this.title,
      status: this.status,
      kind: this.kind,
      detail: this.message,
      context: this.context,
    };
  }
}
