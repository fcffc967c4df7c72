import { parsePlaybackBody } from '@casement/protocol';
import type { PictureCodec } from '../media/index.js';
import type { BodyDefect, PictureDefect } from './gop-defect.js';
import { isParameterSet } from './parameter-sets.js';

/** A picture before it is written. */
type Picture = { readonly epochMs: number; readonly data: readonly Uint8Array[] };

/** A body as it is sent, and what its header says about its length when that is a lie. */
export type SpoiltBody = { readonly body: Uint8Array; readonly statedLength?: number | undefined };

/** Where lengths are (layouts B.6 and B.8): in the header of a picture, and of the chunk. */
const packetHeaderBytes = 24;
const packetLengthAt = 4;
const chunkLengthAt = { h264: 2, h265: 2, jpeg: 4 } as const;
/** How far beyond the body a length leads. */
const lieBytes = 65_536;

/** The pictures of a GOP as the defect wants them; of which camera they are said to be stands elsewhere. */
export function spoilPictures<Item extends Picture>(
  form: PictureDefect,
  pictures: readonly Item[],
  codec: PictureCodec,
): readonly Item[] {
  switch (form) {
    case 'no-idr':
      return pictures.slice(1);
    case 'no-pictures':
      return [];
    case 'no-parameter-sets':
      return pictures.map((picture) => ({
        ...picture,
        data: picture.data.filter((nalUnit) => !isParameterSet(nalUnit, codec)),
      }));
    case 'out-of-order':
      // The first one stays: 0, 2, 1, 4, 3 ...
      return pictures.flatMap((picture, place) =>
        place === 0 ? [picture] : place % 2 === 1 ? pictures.slice(place, place + 2).reverse() : [],
      );
    case 'wrong-camera':
      return pictures;
  }
}

/** The body of a GOP as the defect wants it; one without pictures stays. */
export function spoilBody(form: BodyDefect, body: Uint8Array, codec: PictureCodec): SpoiltBody {
  const last = parsePlaybackBody(body).pictures.at(-1)?.data;
  if (last === undefined) {
    return { body };
  }
  const start = last.byteOffset - body.byteOffset;
  const lengthAt = start - packetHeaderBytes + packetLengthAt;
  const half = body.subarray(0, start + Math.floor(last.length / 2));
  switch (form) {
    case 'truncated':
      return { body: half };
    case 'cut':
      return { body: half, statedLength: body.length };
    case 'lying-length':
      return { body: withU32(body, lengthAt, body.length + lieBytes) };
    case 'short-length':
      return { body: withU32(body, lengthAt, packetHeaderBytes - 1) };
    case 'lying-chunk':
      return { body: withBytes(body, chunkLengthAt[codec], [0xff, 0xff]) };
    case 'unknown-chunk':
      return { body: withBytes(body, 0, [0xff, 0x17]) };
    case 'empty-body':
      return { body: new Uint8Array() };
  }
}

function withU32(body: Uint8Array, at: number, value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return withBytes(body, at, bytes);
}

function withBytes(body: Uint8Array, at: number, bytes: ArrayLike<number>): Uint8Array {
  const copy = new Uint8Array(body);
  copy.set(bytes, at);
  return copy;
}
