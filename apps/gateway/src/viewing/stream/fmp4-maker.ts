import { Fmp4Muxer } from '@casement/media';
import type { Fmp4Piece, MediaUnit } from '@casement/media';
import type { FeedMaker } from './feed-maker.js';
import { startMessage } from './feed-message.js';
import type { FeedMessage } from './feed-message.js';

/** Fragmented MP4 for MediaSource: one fragment per picture and piece of sound. */
export class Fmp4Maker implements FeedMaker {
  readonly #muxer: Fmp4Muxer;

  constructor(audio: boolean) {
    this.#muxer = new Fmp4Muxer({ video: true, audio });
  }

  picture(unit: MediaUnit, timeMs: number, converted: string | null): readonly FeedMessage[] {
    return this.#muxer.push(unit, timeMs).flatMap((piece) => messagesOf(piece, converted));
  }

  sound(unit: MediaUnit, timeMs: number, converted: string | null): readonly FeedMessage[] {
    return this.picture(unit, timeMs, converted);
  }
}

function messagesOf(piece: Fmp4Piece, converted: string | null): FeedMessage[] {
  const data = Buffer.from(piece.bytes.buffer, piece.bytes.byteOffset, piece.bytes.byteLength);
  if (piece.kind === 'init') {
    const { mimeType, video, audio, width, height } = piece;
    const start = { format: 'fmp4', mimeType, video, audio, width, height, converted } as const;
    return [startMessage(start), { kind: 'head', data }];
  }
  if (piece.track === 'audio') {
    return [{ kind: 'sound', data }];
  }
  return [{ kind: piece.randomAccess ? 'key-picture' : 'picture', data }];
}
