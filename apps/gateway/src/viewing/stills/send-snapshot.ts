import type { Response } from 'express';
import type { Snapshot } from './snapshot.service.js';

/** Answers with a picture, or with 304 when the client has it. */
export function sendSnapshot(response: Response, { jpeg, tag, ageMs, wallMs }: Snapshot): void {
  response
    .status(200)
    .set({
      'Content-Type': 'image/jpeg',
      // It is asked for again every time, and costs nothing while it is the same.
      'Cache-Control': 'private, no-cache',
      Age: String(Math.round(ageMs / 1000)),
      'Last-Modified': new Date(wallMs).toUTCString(),
      ETag: `"${tag}"`,
    })
    .send(Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength));
}
