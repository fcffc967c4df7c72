import { frameHeaderBytes } from '@casement/contract';
import type { StreamStart } from '@casement/contract';
import type { MediaUnit } from '@casement/media';
import type { AudioFormat } from '../live-cameras.js';
import type { FeedMaker } from './feed-maker.js';
import { startMessage } from './feed-message.js';
import type { FeedMessage } from './feed-message.js';
import type { PictureDescription } from './picture-description.js';
import { soundDescription } from './sound-description.js';

type Frames = Extract<StreamStart, { format: 'frames' }>;

/** What a {@link FramesMaker} has to be told. */
export type FramesMakerOptions = {
  /** Of a picture where decoding may start; `undefined` while it is not known. */
  readonly describe: (unit: MediaUnit) => PictureDescription | undefined;
  /** Of the sound that comes now. */
  readonly soundFormat: () => AudioFormat | undefined;
};

const kinds = { keyPicture: 1, picture: 2, sound: 3 } as const;
const gapFlag = 1;
const startCode = Buffer.from([0, 0, 0, 1]);

/** One message per picture and frame of sound, for WebCodecs or a canvas; see `frameHeaderBytes` for the layout. */
export class FramesMaker implements FeedMaker {
  readonly #options: FramesMakerOptions;
  #start: Frames = {
    format: 'frames',
    video: null,
    width: null,
    height: null,
    audio: null,
    converted: null,
  };
  #described = '';
  #soundFormat: AudioFormat | undefined;

  constructor(options: FramesMakerOptions) {
    this.#options = options;
  }

  picture(unit: MediaUnit, timeMs: number, converted: string | null): readonly FeedMessage[] {
    const messages: FeedMessage[] = [];
    if (unit.randomAccess) {
      const found = this.#options.describe(unit);
      if (found === undefined) {
        return [];
      }
      const { codecString: video, width, height } = found;
      messages.push(...this.#describe({ ...this.#start, video, width, height, converted }, false));
    } else if (this.#start.video === null) {
      return [];
    }
    const kind = unit.randomAccess ? kinds.keyPicture : kinds.picture;
    const data = frame(kind, unit, timeMs);
    messages.push({
      kind: unit.randomAccess ? 'key-picture' : 'picture',
      data,
      afterGap: () => withGap(data),
    });
    return messages;
  }

  sound(unit: MediaUnit, timeMs: number): readonly FeedMessage[] {
    const format = this.#options.soundFormat();
    if (format?.codec !== unit.codec) {
      return [];
    }
    if (format !== this.#soundFormat) {
      this.#soundFormat = format;
      this.#start = { ...this.#start, audio: soundDescription(format) };
    }
    return [
      ...this.#describe(this.#start, true),
      { kind: 'sound', data: frame(kinds.sound, unit, timeMs) },
    ];
  }

  /** The head, when it is another one than before. */
  #describe(start: Frames, continues: boolean): FeedMessage[] {
    this.#start = start;
    const text = JSON.stringify(start);
    if (text === this.#described) {
      return [];
    }
    this.#described = text;
    return [startMessage(start, continues)];
  }
}

function frame(kind: number, { codec, parts, discontinuity }: MediaUnit, timeMs: number): Buffer {
  const header = Buffer.alloc(frameHeaderBytes);
  header[0] = kind;
  header[1] = discontinuity ? gapFlag : 0;
  header.writeDoubleBE(timeMs, 4);
  const isNal = codec === 'h264' || codec === 'h265';
  return Buffer.concat([header, ...(isNal ? parts.flatMap((part) => [startCode, part]) : parts)]);
}

function withGap(data: Buffer): Buffer {
  const copy = Buffer.from(data);
  copy[1] = (copy[1] ?? 0) | gapFlag;
  return copy;
}
