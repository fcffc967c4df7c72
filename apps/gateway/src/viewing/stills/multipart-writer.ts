/** Between the parts; nothing in a JPEG's headers looks like it. */
const boundary = 'casement-picture';

/** The `Content-Type` of the answer. */
export const multipartType = `multipart/x-mixed-replace; boundary=${boundary}`;

/** What begins the answer. */
export const multipartBegin = `--${boundary}\r\n`;

/** In front of a picture. */
export function partHead(bytes: number, atMs: number): string {
  return [
    'Content-Type: image/jpeg',
    `Content-Length: ${bytes}`,
    `X-Timestamp: ${(atMs / 1000).toFixed(3)}`,
    '\r\n',
  ].join('\r\n');
}

/** Behind a picture: browsers show it when they have seen that it is over, not when the next one comes. */
export const partEnd = `\r\n--${boundary}\r\n`;
