/** What an answer means for the delivery. */
export type WebhookVerdict =
  | { readonly kind: 'taken' }
  /** It would be refused again. */
  | { readonly kind: 'refused'; readonly words: string }
  /** `waitMs`: what the server asked for. */
  | { readonly kind: 'later'; readonly words: string; readonly waitMs: number | undefined };

/** A server may ask for this long a pause and no longer. */
const maxRetryAfterMs = 3_600_000;

const tooManyRequests = 429;

/**
 * Judges an answer by its status: 2xx is success; 5xx and 429 come again; everything else is final, redirects too, as
 * the signed body would go to somebody else.
 *
 * @param retryAfter the header, if there is one
 * @param nowMs since 1970
 */
export function judgeAnswer(
  status: number,
  retryAfter: string | undefined,
  nowMs: number,
): WebhookVerdict {
  if (status >= 200 && status < 300) {
    return { kind: 'taken' };
  }
  if (status >= 500 || status === tooManyRequests) {
    const waitMs = retryAfter === undefined ? undefined : retryAfterMs(retryAfter, nowMs);
    return { kind: 'later', words: `it answered ${status}`, waitMs };
  }
  return {
    kind: 'refused',
    words:
      status >= 300 && status < 400
        ? `it answered ${status}; redirects are not followed`
        : `it answered ${status}`,
  };
}

/** `Retry-After` (RFC 9110 10.2.3), seconds or a date, as milliseconds from now; undefined when it is neither. */
export function retryAfterMs(header: string, nowMs: number): number | undefined {
  const text = header.trim();
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : dateMs(text) - nowMs;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), maxRetryAfterMs);
}

/** Only the form that servers have to write, as `Date.parse` takes much that is no date. */
function dateMs(text: string): number {
  return /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
}
