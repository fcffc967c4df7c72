/**
 * A UID is a decimal number of up to 19 digits (NVR v1.5R1 6.1.1) and therefore a string everywhere:
 * 19 digits do not fit into a JavaScript number (B1). Whoever knows it needs no password, so it is a
 * secret and is masked wherever it could reach a log.
 */
const UID = /^\d{1,19}$/u;

/** How many digits of a UID may be shown, so that log lines of one login can be recognised. */
const SHOWN_DIGITS = 2;
/** A shorter UID is hidden completely: the shown digits would leave too few to guess. */
const MIN_PARTLY_SHOWN = 5;

/** `UID=` as a name of its own (not the end of `USEDUID=`), plain, percent-encoded or full-width. */
const UID_IN_URL =
  /(?<![A-Za-z0-9_])((?:u|%[57]5)(?:i|%[46]9)(?:d|%[46]4)\s*(?:=|%3d|＝|%ef%bc%9d|ï¼\u009d)\s*)([^&#\s"'<>]*)/giu;

/** `user:password@` of an absolute URL. */
const USER_INFORMATION = /(?<=\/\/)[^/?#\s@]*@/gu;

/** True for text that is an issued UID: 1 to 19 digits. `-1`, which asks for a new one, is not. */
export function isUid(text: string): boolean {
  return UID.test(text);
}

/** A UID as it may appear in a log: `…13` for `13313`, `…` for short ones. */
export function maskUid(uid: string): string {
  return uid.length < MIN_PARTLY_SHOWN ? '…' : `…${uid.slice(-SHOWN_DIGITS)}`;
}

/**
 * A path or URL as it may appear in a log: the values of all `UID=` parameters masked, user name and
 * password of the authority replaced by `***`. `UID=-1` (the login) stays, it is no secret.
 */
export function redactUrl(url: string): string {
  return url
    .replace(USER_INFORMATION, '***@')
    .replace(UID_IN_URL, (_match, name: string, value: string) =>
      value === '-1' ? `${name}-1` : `${name}${maskUid(value)}`,
    );
}
