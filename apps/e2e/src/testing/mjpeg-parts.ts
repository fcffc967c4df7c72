/** A part of an MJPEG stream. */
export type MjpegPart = { readonly type: string | undefined; readonly body: Buffer };

/** Reads the complete parts at the beginning of a `multipart/x-mixed-replace` body (RFC 2046 section 5.1). */
export function mjpegParts(bytes: Buffer, boundary: string): MjpegPart[] {
  const parts: MjpegPart[] = [];
  for (let at = bytes.indexOf(`--${boundary}`); at >= 0;) {
    const endOfHead = bytes.indexOf('\r\n\r\n', at);
    const head = bytes.subarray(at, endOfHead < 0 ? at : endOfHead).toString('latin1');
    const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1]);
    const body = bytes.subarray(endOfHead + 4, endOfHead + 4 + length);
    if (endOfHead < 0 || !(body.length === length)) {
      break;
    }
    parts.push({ type: /^content-type: *(\S+)/im.exec(head)?.[1], body });
    at = bytes.indexOf(`--${boundary}`, endOfHead + 4 + length);
  }
  return parts;
}
