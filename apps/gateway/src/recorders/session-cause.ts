/** Why a session with a recorder could not be had, or was lost. */
export type SessionCause =
  /** Nothing came back; `detail` in words. */
  | { readonly kind: 'no-answer'; readonly detail: string }
  /** Its TLS certificate was refused; `detail` in words, with the fingerprint. */
  | { readonly kind: 'certificate'; readonly detail: string }
  /** 401 to a request with our user name and password. */
  | { readonly kind: 'credentials' }
  /** All UIDs of the recorder are in use, by whomever. */
  | { readonly kind: 'sessions-full'; readonly max: number | null }
  /** This gateway may take no further UID of the recorder (`uidLimit`). */
  | { readonly kind: 'own-limit'; readonly limit: number }
  /** The recorder does not know our UID any more: 401, 404, or its login page instead of data. */
  | { readonly kind: 'uid-invalid'; readonly answer: '401' | '404' | 'html' }
  /** That happened twice in a short time: another client takes the sessions. */
  | { readonly kind: 'evicted' }
  /** 503. */
  | { readonly kind: 'busy' }
  /** Any other answer that is of no use. */
  | { readonly kind: 'unexpected'; readonly detail: string };

/** The cause in words, without what is going to be done about it. */
export function causeInWords(cause: SessionCause): string {
  switch (cause.kind) {
    case 'no-answer':
      return cause.detail;
    case 'certificate':
      return cause.detail;
    case 'credentials':
      return 'refused: user name or password is wrong';
    case 'sessions-full':
      return cause.max === null
        ? 'recorder refused: all sessions in use'
        : `recorder refused: all ${cause.max} sessions in use`;
    case 'own-limit':
      return `the configured limit of ${cause.limit} sessions is reached`;
    case 'uid-invalid':
      return uidInvalid[cause.answer];
    case 'evicted':
      return 'somebody else took the session: it was lost twice within a minute';
    case 'busy':
      return 'the recorder is too busy (503)';
    case 'unexpected':
      return cause.detail;
  }
}

const uidInvalid = {
  '401': 'the recorder ended the session (401)',
  '404': 'the recorder ended the session (404)',
  html: 'the recorder ended the session (it sent a page instead of pictures)',
} as const;

/** What kind of state of the recorder a cause stands for (contract `Recorder.state`). */
export function stateOfCause(cause: SessionCause): 'offline' | 'refused' | 'degraded' {
  switch (cause.kind) {
    case 'no-answer':
      return 'offline';
    case 'certificate':
    case 'credentials':
    case 'sessions-full':
    case 'own-limit':
      return 'refused';
    case 'uid-invalid':
    case 'evicted':
    case 'busy':
    case 'unexpected':
      return 'degraded';
  }
}
