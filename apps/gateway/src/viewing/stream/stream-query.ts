import { videoCodecs } from '@casement/media';
import type { VideoCodec } from '@casement/media';
import { problems } from '../../errors/problems.js';
import { pictureStep } from '../picture-steps.js';
import { clip, flag, wholeNumber } from '../query-values.js';

/** Which sound a client may ask for; what is never made is never chosen. */
const soundCodecs = ['aac', 'opus', 'flac', 'pcmu', 'pcma'] as const;
type SoundCodec = (typeof soundCodecs)[number];

/** What a stream's client asks for in its address. */
export type StreamQuery = {
  readonly format: 'fmp4' | 'frames';
  /** What it decodes. */
  readonly video: readonly VideoCodec[];
  /** What it plays, what it likes best first. */
  readonly sound: readonly SoundCodec[];
  /** `undefined`: with sound where the camera has some. */
  readonly audio: boolean | undefined;
  /** Of converted pictures. */
  readonly height: number | undefined;
};

const defaults = {
  fmp4: { video: ['h264', 'h265'], sound: ['aac', 'opus'] },
  frames: { video: ['h264', 'h265', 'jpeg'], sound: ['aac', 'opus', 'pcmu', 'pcma'] },
} as const;

/** What each format can carry, whatever is asked for. */
const carried = {
  fmp4: { video: ['h264', 'h265'], sound: ['aac', 'opus', 'flac'] },
  frames: { video: videoCodecs, sound: soundCodecs },
} as const satisfies Record<string, { video: readonly VideoCodec[]; sound: readonly SoundCodec[] }>;

/** More than there are codecs in the world. */
const maxListed = 32;
const minHeight = 90;
const maxHeight = 2_160;

/**
 * Reads the query of a stream's address. Codecs that are not known here are left out: a client may name more than
 * this gateway knows.
 *
 * @throws {ProblemError} 400 for a value that cannot be understood
 */
export function parseStreamQuery(query: URLSearchParams): StreamQuery {
  const format = query.get('format') ?? 'fmp4';
  if (format !== 'fmp4' && format !== 'frames') {
    throw problems.badRequest(`format is "${clip(format)}"; expected fmp4 or frames.`);
  }
  const codecs = <Codec extends string>(
    name: 'video' | 'sound',
    known: readonly Codec[],
    otherwise: readonly Codec[],
  ): Codec[] => {
    const list = query.get(name)?.split(',', maxListed);
    return list === undefined
      ? [...otherwise]
      : [...new Set(list)].flatMap((found) => known.find((codec) => codec === found) ?? []);
  };
  return {
    format,
    video: codecs<VideoCodec>('video', carried[format].video, defaults[format].video),
    sound: codecs<SoundCodec>('sound', carried[format].sound, defaults[format].sound),
    audio: format === 'frames' && !query.has('audio') ? false : flag(query, 'audio'),
    height: pictureStep('height', wholeNumber(query, 'height', minHeight, maxHeight)),
  };
}

/** What clients with this query can share. */
export function variantOf({ format, video, sound, audio, height }: StreamQuery): string {
  return [
    format,
    [...video].sort().join('+'),
    audio === true ? soundVariant(sound) : 'silent',
    height ?? 'any',
  ].join(' ');
}

/** What is taken untouched, in whatever order; and what the rest becomes, which is what is liked best. */
function soundVariant(sound: StreamQuery['sound']): string {
  const taken = sound.filter((codec) => codec !== 'flac').sort();
  const made = sound.find((codec) => codec === 'opus' || codec === 'aac');
  return `${taken.join('+')} or ${made ?? 'nothing'}`;
}
