import type { DeliveryWay } from '@casement/contract';
import type { AudioCodec, VideoCodec } from '@casement/media';
import type { VideoFormat } from './live-cameras.js';

/** What a camera sends, as far as it matters for the way to a client. */
export type SentVideo = Pick<VideoFormat, 'codec' | 'reorders'>;

/** What a client takes of pictures. */
export type PictureTaker = {
  readonly codecs: ReadonlySet<VideoCodec>;
  /** Whether it takes pictures that are shown in another order than they are sent. */
  readonly reorders: boolean;
  /** It wants another size or quality than the camera's. */
  readonly isChanged?: boolean | undefined;
};

/** What becomes of pictures or of sound on their way to a client; `words` for people. */
export type Delivery<Target extends string> =
  | { readonly way: 'untouched' }
  | { readonly way: 'convert'; readonly target: Target; readonly words: string }
  | { readonly way: 'refuse'; readonly words: string };

export type PictureTarget = 'h264' | 'mjpeg';
export type SoundTarget = 'opus' | 'aac';

const names: Readonly<Record<VideoCodec | AudioCodec, string>> = {
  h264: 'H.264',
  h265: 'H.265',
  jpeg: 'JPEG',
  pcmu: 'G.711',
  pcma: 'G.711',
  g726: 'G.726',
  aac: 'AAC',
  opus: 'Opus',
};

const untouched = { way: 'untouched' } as const;

/**
 * What becomes of a camera's pictures for a client. Untouched where that is possible: a conversion costs delay and a
 * good part of a core.
 *
 * @param sent `undefined` while nothing is known: then they are tried as they come
 */
export function choosePictures(
  sent: SentVideo | undefined,
  taker: PictureTaker,
): Delivery<PictureTarget> {
  const isChanged = taker.isChanged === true;
  if (sent === undefined) {
    return isChanged ? { way: 'convert', target: 'mjpeg', words: 'converted to JPEG' } : untouched;
  }
  const { codec, reorders } = sent;
  if (!isChanged && taker.codecs.has(codec) && (!reorders || taker.reorders)) {
    return untouched;
  }
  const what = reorders ? `${names[codec]} with B pictures` : names[codec];
  if (taker.codecs.has('h264')) {
    const made = codec === 'h264' ? 'H.264 without' : 'H.264';
    return { way: 'convert', target: 'h264', words: `${what} converted to ${made}` };
  }
  return taker.codecs.has('jpeg')
    ? { way: 'convert', target: 'mjpeg', words: `${what} converted to JPEG` }
    : {
        way: 'refuse',
        words: `The camera sends ${what}; the client takes ${listed(taker.codecs)}.`,
      };
}

/**
 * What becomes of a camera's sound for a client.
 *
 * @param codecs what the client takes, what it likes best first
 */
export function chooseSound(
  sent: AudioCodec | undefined,
  codecs: readonly string[],
): Delivery<SoundTarget> {
  if (sent === undefined || codecs.includes(sent)) {
    return untouched;
  }
  const target = codecs.find((codec) => codec === 'opus' || codec === 'aac');
  return target === undefined
    ? { way: 'refuse', words: `The camera's sound is ${names[sent]}; the client takes another.` }
    : { way: 'convert', target, words: `${names[sent]} converted to ${names[target]}` };
}

/** What of the circumstances decides which ways work. */
export type WaysContext = {
  /** Whether one more conversion of pictures would be made. */
  readonly canConvert: boolean;
  /** The way that did not work. */
  readonly except?: DeliveryWay | undefined;
};

/**
 * The ways by which a camera's pictures can reach some browser, the best first. Frames and snapshots always can: what
 * decodes them is the browser's business, and a snapshot needs no conversion that runs on.
 *
 * @param sent `undefined` while it is unknown: then any may work
 */
export function waysFor(
  sent: SentVideo | undefined,
  { canConvert, except }: WaysContext,
): DeliveryWay[] {
  const codec = sent?.codec;
  const isMp4 = codec !== 'jpeg' || canConvert;
  const works: Readonly<Record<DeliveryWay, boolean>> = {
    webrtc: canConvert || sent === undefined || (codec !== 'jpeg' && !sent.reorders),
    'websocket-frames': true,
    'websocket-mse': isMp4,
    hls: isMp4,
    mjpeg: canConvert || codec === undefined || codec === 'jpeg',
    snapshot: true,
  };
  return order.filter((way) => works[way] && way !== except);
}

const order: readonly DeliveryWay[] = [
  'webrtc',
  'websocket-frames',
  'websocket-mse',
  'hls',
  'mjpeg',
  'snapshot',
];

function listed(codecs: ReadonlySet<VideoCodec>): string {
  const found = [...codecs].map((codec) => names[codec]);
  return found.length === 0 ? 'none that is known here' : found.join(' and ');
}
