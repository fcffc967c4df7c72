import { isPlaceholderSize, withoutJpegTrailer } from '@casement/media';
import type { PlaybackBody, RecordedPicture } from '@casement/protocol';
import { isDisplayOrder } from './display-order.js';
import { picturesByTime } from './gop-times.js';
import {
  describeKeyPicture,
  isKeyPicture,
  needsWhatWasBefore,
  nothingRefersTo,
} from './key-picture.js';
import type { KeyPicture } from './key-picture.js';
import type { KeptGop, KeptPicture } from './playback-output.js';
import { oddRecording, shorterThanItSays } from './playback-words.js';

/** What became of a body: a GOP to keep, or in words why it is of no use. Defects are what was odd all the same, for the log. */
export type GopOfBody =
  | {
      readonly kind: 'gop';
      readonly gop: KeptGop;
      /** False: the body ended too early, a later answer may hold more of it. */
      readonly isWhole: boolean;
      /** What was odd, in words for people. */
      readonly notice: string | undefined;
      readonly defects: readonly string[];
    }
  | {
      readonly kind: 'refused';
      readonly reason: string;
      /** What it covers, as far as its pictures tell. */
      readonly span: { readonly startMs: number; readonly endMs: number } | undefined;
      readonly defects: readonly string[];
    };

/** Whose GOP it is to be. */
export type GopOwner = { readonly recorder: string; readonly camera: number };

/** A GOP whose end lies further behind its last picture is not believed. */
const maxTailMs = 60_000;

/** When a single picture does not say how often it comes. */
const unknownIntervalMs = 200;

const maxDefects = 8;

type Refusal = { readonly reason: string };
type Chosen = {
  readonly pictures: readonly RecordedPicture[];
  readonly key: KeyPicture;
  readonly defects: readonly string[];
};

/**
 * Makes a body into a GOP as it is kept: from the first key picture on, with its parameter sets in front of it and its
 * pictures by ascending times (NVR v1.4R1 3.3.1, B43), B pictures in decoding order. Never throws; the bytes of the pictures are
 * shared with the body.
 */
export function gopOfBody(body: PlaybackBody, owner: GopOwner): GopOfBody {
  const chosen = choosePictures(body, owner);
  if ('reason' in chosen) {
    const span = isOfOther(body, owner) ? undefined : spanOf(body);
    return { kind: 'refused', reason: chosen.reason, span, defects: body.defects };
  }
  const ordered = inOrder(body, chosen);
  if ('reason' in ordered) {
    return { kind: 'refused', reason: ordered.reason, span: spanOf(body), defects: body.defects };
  }
  const pictures = keptPictures(body, ordered.pictures, chosen.key);
  const truncated = body.isTruncated
    ? [`the recorder sent less than it announced: ${pictures.length} whole pictures`]
    : [];
  const told = [...chosen.defects, ...ordered.defects];
  const odd = told[0] ?? (body.defects.length > 0 ? oddRecording : undefined);
  const defects = [...body.defects, ...told, ...truncated];
  return {
    kind: 'gop',
    gop: { ...owner, ...describe(body, chosen.key, pictures) },
    isWhole: !body.isTruncated,
    notice: body.isTruncated ? shorterThanItSays : odd,
    defects: defects.slice(0, maxDefects),
  };
}

function isOfOther({ information }: PlaybackBody, { camera }: GopOwner): boolean {
  return information.camera !== undefined && information.camera !== camera;
}

function choosePictures(body: PlaybackBody, owner: GopOwner): Chosen | Refusal {
  if (isOfOther(body, owner)) {
    const sent = body.information.camera ?? 0;
    return { reason: `the recorder sent camera ${sent}; expected camera ${owner.camera}` };
  }
  if (body.pictures.length === 0) {
    return {
      reason: body.isTruncated ? shorterThanItSays : 'no pictures',
    };
  }
  if (body.codec === 'jpeg') {
    return chooseJpegs(body.pictures);
  }
  const first = body.pictures.findIndex(({ data }) => isKeyPicture(body.codec, data));
  const key = body.pictures[first];
  if (key === undefined) {
    return { reason: 'the recording cannot be decoded here: no key picture' };
  }
  const before = body.pictures.slice(0, first);
  const described = describeKeyPicture(
    body.codec,
    key.data,
    before.map(({ data }) => data),
  );
  if ('reason' in described) {
    return described;
  }
  const from = body.pictures.slice(first);
  const pictures = from.filter(
    ({ epochMs, data }) => epochMs >= key.epochMs || !needsWhatWasBefore(body.codec, data),
  );
  const left = from.length - pictures.length;
  const defects = [
    ...(first === 0 ? [] : [`${first} pictures in front of the key picture are left out`]),
    ...(left === 0 ? [] : [`${left} pictures that need the GOP before are left out`]),
  ];
  return { pictures, key: described, defects };
}

function chooseJpegs(all: readonly RecordedPicture[]): Chosen | Refusal {
  const pictures = all
    .map((picture) => ({ ...picture, data: withoutJpegTrailer(picture.data) ?? picture.data }))
    .filter(({ data }) => !('reason' in describeKeyPicture('jpeg', data)));
  const first = pictures[0];
  const key = first && describeKeyPicture('jpeg', first.data);
  if (key === undefined || 'reason' in key) {
    return { reason: 'the recorder sent a JPEG picture that is none' };
  }
  if (isPlaceholderSize(key)) {
    return { reason: 'the recorder has no JPEG picture of this camera' };
  }
  const left = all.length - pictures.length;
  return { pictures, key, defects: left === 0 ? [] : [`${left} JPEG pictures are none`] };
}

type Ordered = {
  readonly pictures: readonly RecordedPicture[];
  readonly defects: readonly string[];
};

/**
 * By ascending times. B pictures stay as they came: decoders take them in that order. Other pictures may only change places
 * when none needs them.
 */
function inOrder({ codec }: PlaybackBody, { pictures, key }: Chosen): Ordered | Refusal {
  const sorted = pictures.toSorted((a, b) => a.epochMs - b.epochMs);
  const moved = sorted.filter((picture, index) => picture !== pictures[index]);
  const withSets = pictures.map((it, index) => (index === 0 ? { ...it, data: key.data } : it));
  if (moved.length === 0 || isDisplayOrder(codec, withSets)) {
    return { pictures, defects: [] };
  }
  const isHarmless =
    sorted[0] === pictures[0] && moved.every(({ data }) => nothingRefersTo(codec, data));
  return isHarmless
    ? { pictures: sorted, defects: [`${moved.length} pictures came out of order`] }
    : { reason: 'the recording cannot be decoded here: its pictures are out of order' };
}

function keptPictures(
  { codec, information }: PlaybackBody,
  pictures: readonly RecordedPicture[],
  key: KeyPicture,
): KeptPicture[] {
  return pictures.map(({ epochMs, data }, index) => ({
    timeMs: epochMs,
    data: index === 0 ? key.data : data,
    key: index === 0 || isKeyPicture(codec, data),
    show: index > 0 || information.idrDisplay !== 'hide',
  }));
}

function describe(
  body: PlaybackBody,
  { codecString, width, height }: KeyPicture,
  pictures: readonly KeptPicture[],
): Omit<KeptGop, 'recorder' | 'camera'> {
  const shown = picturesByTime({ pictures });
  const startMs = shown[0]?.timeMs ?? 0;
  const lastMs = shown.at(-1)?.timeMs ?? startMs;
  const said = body.pictures[0]?.gop?.end.epochMs ?? lastMs;
  const believedMs = said > lastMs && said - lastMs <= maxTailMs ? said : lastMs;
  const intervalMs = intervalOf(body, pictures.length - 1, lastMs - startMs);
  const endMs = Math.max(believedMs, Math.round(lastMs + intervalMs));
  const bytes = pictures.reduce((sum, { data }) => sum + data.length, 0);
  const of = { codec: body.codec, codecString, width, height };
  return { ...of, startMs, endMs, alone: false, pictures, bytes };
}

/** How long the last picture stands, as far as can be said before the next GOP is known. */
function intervalOf({ information }: PlaybackBody, steps: number, spanMs: number): number {
  if (steps > 0 && spanMs > 0) {
    return spanMs / steps;
  }
  const { imagesPerSecond = 0 } = information;
  return imagesPerSecond > 0 ? 1_000 / imagesPerSecond : unknownIntervalMs;
}

function spanOf({ pictures }: PlaybackBody): { startMs: number; endMs: number } | undefined {
  const times = pictures.map(({ epochMs }) => epochMs);
  const first = times[0];
  return first === undefined
    ? undefined
    : {
        startMs: times.reduce((a, b) => Math.min(a, b), first),
        endMs: times.reduce((a, b) => Math.max(a, b), first) + unknownIntervalMs,
      };
}
