import type { StreamStart } from '@casement/contract';

/** One message to the clients of a feed: the same buffer for all of them. */
export type FeedMessage = {
  /** `head`: what describes the messages behind it. Only pictures have points where decoding may start. */
  readonly kind: 'head' | 'picture' | 'key-picture' | 'sound';
  /** Text for a head's JSON, bytes for everything else. */
  readonly data: string | Buffer;
  /** Of a head: decoding goes on behind it, no key picture is needed first. */
  readonly continues?: boolean;
  /** The same with the mark that something is missing before it; absent where the format has no such mark. */
  readonly afterGap?: () => Buffer;
};

/** The JSON text message in front of what it describes. */
export function startMessage(start: StreamStart, continues = false): FeedMessage {
  return { kind: 'head', data: JSON.stringify(start), continues };
}

/** Bytes of a message as they are sent. */
export function sizeOf({ data }: FeedMessage): number {
  return typeof data === 'string' ? Buffer.byteLength(data) : data.byteLength;
}
