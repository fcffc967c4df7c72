import {
  type GopHeader,
  gopHeaderSchema,
  playbackMessageHeadBytes,
  playbackMessageKinds,
  type SoundHeader,
  soundHeaderSchema,
} from '@casement/contract';
import type { z } from 'zod';

/** A binary message of a playback's WebSocket. `data` holds the pictures or sound frames one after the other. */
export type PlaybackMessage =
  | { readonly kind: 'gop'; readonly header: GopHeader; readonly data: Uint8Array<ArrayBuffer> }
  | {
      readonly kind: 'sound';
      readonly header: SoundHeader;
      readonly data: Uint8Array<ArrayBuffer>;
    };

/** A binary message that is none; says what was found and what was expected. */
export class GopMessageError extends Error {
  override readonly name = 'GopMessageError';
}

/** Limits of a message. A minute at 60 pictures a second is 3600. */
export const messageLimits = { headerBytes: 1_048_576, parts: 4_096, channels: 8 } as const;

/**
 * Takes a binary message apart (`playbackMessageHeadBytes` of the contract says how it is laid out). The data is not copied.
 *
 * @throws GopMessageError when the bytes are no such message; never anything else
 */
export function parsePlaybackMessage(message: ArrayBuffer): PlaybackMessage {
  if (message.byteLength < playbackMessageHeadBytes) {
    throw new GopMessageError(
      `Found ${message.byteLength} bytes, expected at least ${playbackMessageHeadBytes}`,
    );
  }
  const view = new DataView(message);
  const kind = view.getUint8(0);
  const headerBytes = view.getUint32(4);
  const mostBytes = Math.min(
    messageLimits.headerBytes,
    message.byteLength - playbackMessageHeadBytes,
  );
  if (headerBytes > mostBytes) {
    throw new GopMessageError(
      `Found a header of ${headerBytes} bytes at byte 4, expected at most ${mostBytes}`,
    );
  }
  const json = parseJson(new Uint8Array(message, playbackMessageHeadBytes, headerBytes));
  const data = new Uint8Array(message, playbackMessageHeadBytes + headerBytes);
  switch (kind) {
    case playbackMessageKinds.gop: {
      const header = checked(gopHeaderSchema, json);
      expectSize(header.width, header.height);
      expectParts(header.pictures, data.length);
      return { kind: 'gop', header, data };
    }
    case playbackMessageKinds.sound: {
      const header = checked(soundHeaderSchema, json);
      expectSound(header);
      expectParts(header.frames, data.length);
      return { kind: 'sound', header, data };
    }
    default:
      throw new GopMessageError(`Found kind ${kind} at byte 0, expected 1 (GOP) or 2 (sound)`);
  }
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new GopMessageError(`Found ${bytes.length} bytes at byte 8, expected JSON in UTF-8`);
  }
}

function checked<T>(schema: z.ZodType<T>, json: unknown): T {
  const read = schema.safeParse(json);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new GopMessageError(
      `Found a header with another ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unknown'}`,
    );
  }
  return read.data;
}

function expectSize(width: number, height: number): void {
  if (width < 1 || height < 1 || width > 16_384 || height > 16_384) {
    throw new GopMessageError(`Found pictures of ${width} x ${height}, expected 1 to 16384 each`);
  }
}

function expectSound({ sampleRate, channels }: SoundHeader): void {
  if (
    sampleRate < 1_000 ||
    sampleRate > 384_000 ||
    channels < 1 ||
    channels > messageLimits.channels
  ) {
    throw new GopMessageError(
      `Found sound of ${sampleRate} Hz in ${channels} channels, expected 1000 to 384000 Hz in 1 to ${messageLimits.channels}`,
    );
  }
}

/** Each part has at least one byte, and together they are all of the data. */
function expectParts(parts: readonly { readonly bytes: number }[], dataBytes: number): void {
  if (parts.length > messageLimits.parts) {
    throw new GopMessageError(
      `Found ${parts.length} parts, expected at most ${messageLimits.parts}`,
    );
  }
  let sum = 0;
  for (const [index, { bytes }] of parts.entries()) {
    if (bytes < 1) {
      throw new GopMessageError(`Found ${bytes} bytes as length of part ${index}`);
    }
    sum += bytes;
  }
  if (sum !== dataBytes) {
    throw new GopMessageError(`Found ${dataBytes} bytes of data, expected ${sum}`);
  }
}
