import {
  paths,
  streamNoteSchema,
  type StreamStart,
  streamStartSchema,
  type VideoCodec,
} from '@casement/contract';
import { numberOf, recorderOf } from '../recorders/camera-id.js';
import type { PlayerRequest } from './player.js';
import { WayError } from './way-error.js';

/** The part of a WebSocket that is used; tests hand in their own. */
export type StreamConnection = Pick<
  WebSocket,
  'binaryType' | 'close' | 'onopen' | 'onmessage' | 'onclose'
>;

export type StreamSocketOptions = {
  readonly url: string;
  readonly connect: (url: string) => StreamConnection;
  readonly onOpen: () => void;
  readonly onStart: (start: StreamStart) => void;
  /** Why nothing comes, in the gateway's words; null when it comes again. */
  readonly onNote: (words: string | null) => void;
  readonly onData: (data: ArrayBuffer) => void;
  /** Told once when it failed or broke. Not after `close()`. */
  readonly onEnded: (error: WayError) => void;
};

/** Closing codes of the gateway's streams. */
const closeCodes = {
  signedOut: 4401,
  notAllowed: 4403,
  cameraGone: 4404,
  notAcceptable: 4406,
} as const;

/** One stream's WebSocket: JSON messages say what the binary ones are. Knows nothing of codecs. */
export class StreamSocket {
  readonly #options: StreamSocketOptions;
  readonly #connection: StreamConnection;
  #opened = false;
  #closed = false;

  constructor(options: StreamSocketOptions) {
    this.#options = options;
    this.#connection = options.connect(options.url);
    this.#connection.binaryType = 'arraybuffer';
    this.#connection.onopen = () => {
      this.#opened = true;
      if (!this.#closed) {
        options.onOpen();
      }
    };
    this.#connection.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (this.#closed) {
        return;
      }
      if (data instanceof ArrayBuffer) {
        options.onData(data);
      } else {
        this.#onText(String(data));
      }
    };
    this.#connection.onclose = ({ code, reason }) => this.#fail(endOf(code, reason, this.#opened));
  }

  /** Idempotent. */
  close(): void {
    if (!this.#closed) {
      this.#closed = true;
      this.#connection.close();
    }
  }

  #onText(text: string): void {
    const message = parseJson(text);
    const start = streamStartSchema.safeParse(message);
    if (start.success) {
      this.#options.onStart(start.data);
      return;
    }
    const note = streamNoteSchema.safeParse(message);
    if (note.success) {
      this.#options.onNote(note.data.reason);
      return;
    }
    this.#fail(
      new WayError(
        'negotiation',
        `The gateway sent something unexpected: ${text.slice(0, 80)}. Reload the page: it may have been updated.`,
      ),
    );
  }

  #fail(error: WayError): void {
    if (!this.#closed) {
      this.close();
      this.#options.onEnded(error);
    }
  }
}

/** The address of a camera's stream in one of its formats, with what this browser takes. */
export function streamUrl(
  { camera, choice, browser, listening }: PlayerRequest,
  format: 'fmp4' | 'frames',
  url: (path: string) => string,
): string {
  const address = new URL(url(paths.stream(recorderOf(camera), numberOf(camera))));
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  address.searchParams.set('format', format);
  address.searchParams.set(
    'video',
    format === 'fmp4'
      ? takenCodecs(browser.mediaSource, choice).join()
      : takenCodecs(browser.decoder, choice, 'jpeg').join(),
  );
  address.searchParams.set('audio', listening ? '1' : '0');
  if (listening) {
    const sound = format === 'fmp4' ? browser.mediaSourceSound : browser.frameSound;
    address.searchParams.set('sound', sound.join());
  }
  return address.href;
}

/**
 * The codecs that the gateway may send. What is to be converted comes as H.264: the others are not to be sent even where
 * the gateway believes they would do.
 */
export function takenCodecs(
  profiles: ReadonlySet<string>,
  { untouched }: PlayerRequest['choice'],
  ...others: readonly VideoCodec[]
): readonly VideoCodec[] {
  const all = (['h264', 'h265'] as const).filter((codec) => hasCodec(profiles, codec));
  return untouched ? [...all, ...others] : all.filter((codec) => codec === 'h264');
}

function hasCodec(profiles: ReadonlySet<string>, codec: 'h264' | 'h265'): boolean {
  const prefix = codec === 'h264' ? 'avc1.' : 'hvc1.';
  return [...profiles].some((profile) => profile.startsWith(prefix));
}

function endOf(code: number, reason: string, opened: boolean): WayError {
  switch (code) {
    case closeCodes.signedOut:
      return new WayError('signed-out', 'The session has ended');
    case closeCodes.notAllowed:
      return new WayError('busy', reason === '' ? 'You may not see this camera' : reason);
    case closeCodes.cameraGone:
      return new WayError('busy', reason === '' ? 'The camera is gone' : reason);
    case closeCodes.notAcceptable:
      return new WayError(
        'codec',
        reason === '' ? 'The gateway cannot send this camera so' : reason,
      );
    default:
      return new WayError(
        'transport',
        opened
          ? 'The connection to the gateway broke'
          : 'The WebSocket does not get through the network',
      );
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
