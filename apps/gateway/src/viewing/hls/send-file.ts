import type { Response } from 'express';

/** What is sent. */
export type SentFile = {
  readonly type: string;
  readonly body: Uint8Array;
  /** It never changes under its address. */
  readonly isLasting: boolean;
};

/** A client that has not taken it after this time keeps the memory of it no longer. */
const sendingMs = 30_000;

/** Sends bytes that are shared by many answers. */
export function sendFile(response: Response, { type, body, isLasting }: SentFile): void {
  const limit = setTimeout(() => response.destroy(), sendingMs);
  limit.unref();
  response.once('close', () => clearTimeout(limit));
  response
    .status(200)
    .set({
      'Content-Type': type,
      'Cache-Control': isLasting ? 'private, max-age=60, immutable' : 'no-store',
      'Content-Length': String(body.byteLength),
    })
    .end(response.req.method === 'HEAD' ? undefined : body);
}
