import type { Readable } from 'node:stream';
import {
  boundaryFromContentType,
  classifyLivePart,
  MultipartParser,
  ProtocolError,
} from '@casement/protocol';
import type { LiveSource, LiveSourceEvents } from './live-source.js';

/** Options of {@link openMultipartSource}. */
export type MultipartSourceOptions = {
  readonly body: Readable;
  /** Of the answer, with its parameters. */
  readonly contentType: string;
  readonly nowMs: () => number;
  readonly events: LiveSourceEvents;
};

/**
 * Reads a multipart stream: one RTP packet per part (NVR 2.3.3), or a JPEG (2.3.5), or a piece of sound (2.3.7). There is no time limit for
 * the body: whoever counts the packets knows when it is silent.
 */
export function openMultipartSource(options: MultipartSourceOptions): LiveSource {
  const { body, nowMs, events } = options;
  const parser = new MultipartParser({ boundary: usableBoundary(options.contentType) });
  let isOver = false;
  const end = (reason: string): void => {
    if (!isOver) {
      isOver = true;
      body.destroy();
      events.ended(reason);
    }
  };
  body.on('data', (chunk: Buffer) => {
    try {
      parser.push(chunk);
      deliver(parser, events, nowMs());
    } catch (error) {
      if (!(error instanceof ProtocolError)) {
        throw error;
      }
      end(`the stream cannot be read: ${error.message}`);
    }
  });
  body.on('end', () => end('the recorder ended the stream'));
  // Also after `close`, which destroys the body: without a listener the process would end.
  body.on('error', () => end('the connection was cut'));
  return {
    close: () => {
      isOver = true;
      body.destroy();
      return Promise.resolve();
    },
  };
}

/** @throws {ProtocolError} when a part cannot be framed */
function deliver(parser: MultipartParser, events: LiveSourceEvents, arrivalMs: number): void {
  for (let part = parser.pull(); part !== undefined; part = parser.pull()) {
    const live = classifyLivePart(part);
    switch (live.kind) {
      case 'rtp':
        events.packet(live.bytes, arrivalMs);
        break;
      case 'jpeg':
        events.jpeg(live.bytes, arrivalMs);
        break;
      case 'audio':
        events.sound(live, arrivalMs);
        break;
      case 'unknown':
        break;
    }
  }
}

/** A boundary that cannot stand in a line is as good as none: the usual one is tried then (B14). */
function usableBoundary(contentType: string): string | undefined {
  const boundary = boundaryFromContentType(contentType);
  return boundary !== undefined && /^[\x21-\x7e]+$/.test(boundary) ? boundary : undefined;
}
