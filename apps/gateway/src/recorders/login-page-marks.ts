/** What only the page has that asks for the password, or that gives a new UID (B1, B71). */
const marks = /dlogin\.cgi|hdrctl\.cgi\?UID=|type\s*=\s*["']?password/iu;

/** A page says what it is at its beginning; the documented one has 1 KiB. */
export const maxMarkCharacters = 16_384;

/** Whether a page is the login page of a recorder, which comes instead of an answer when it does not know the UID. */
export function isLoginPage(text: string): boolean {
  return marks.test(text.slice(0, maxMarkCharacters));
}
