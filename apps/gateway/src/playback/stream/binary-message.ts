import { playbackMessageHeadBytes, playbackMessageKinds } from '@casement/contract';
import type { GopHeader, SoundHeader } from '@casement/contract';
import type { KeptGop } from '../playback-output.js';

/** A binary message in pieces, which are sent one after the other as one message: nothing is copied. */
export type BinaryMessage = readonly Uint8Array[];

/** The header of a GOP but for the generation: made once for all who are sent it. */
const headers = new WeakMap<KeptGop, string>();

/** A GOP as it is sent (contract, `gopHeaderSchema`). The pictures are those of the cache themselves. */
export function gopMessage(gop: KeptGop, generation: number): BinaryMessage {
  let rest = headers.get(gop);
  if (rest === undefined) {
    rest = JSON.stringify(describe(gop)).slice(1);
    headers.set(gop, rest);
  }
  const head = messageHead('gop', `{"generation":${generation},${rest}`);
  return [head, ...gop.pictures.map(({ data }) => data).filter(({ length }) => length > 0)];
}

/** Sound as it is sent. */
export function soundMessage(header: SoundHeader, frames: readonly Uint8Array[]): BinaryMessage {
  return [messageHead('sound', JSON.stringify(header)), ...frames];
}

function describe(gop: KeptGop): Omit<GopHeader, 'generation'> {
  const { startMs, endMs, codecString: codec, width, height, alone, pictures } = gop;
  return {
    startMs,
    endMs,
    codec,
    width,
    height,
    alone,
    pictures: pictures.map(({ timeMs, data, key, show }) => ({
      timeMs,
      bytes: data.length,
      key,
      show,
    })),
  };
}

/** u8 kind, 3 bytes 0, u32 length of the header, the header. */
function messageHead(kind: keyof typeof playbackMessageKinds, json: string): Buffer {
  const length = Buffer.byteLength(json);
  const head = Buffer.alloc(playbackMessageHeadBytes + length);
  head[0] = playbackMessageKinds[kind];
  head.writeUInt32BE(length, playbackMessageHeadBytes - 4);
  head.write(json, playbackMessageHeadBytes);
  return head;
}
