import type { Download, DownloadFormat } from '@casement/contract';
import type { MarkedWords } from '../ui/status-mark.js';

/** It goes on by itself. */
export function isActive({ state }: Pick<Download, 'state'>): boolean {
  return state === 'queued' || state === 'running' || state === 'waiting';
}

const marks: Readonly<Record<Download['state'], MarkedWords>> = {
  queued: { mark: 'idle', words: 'waiting its turn' },
  running: { mark: 'busy', words: 'running' },
  waiting: { mark: 'warn', words: 'waiting' },
  done: { mark: 'ok', words: 'done' },
  failed: { mark: 'bad', words: 'failed' },
  cancelled: { mark: 'idle', words: 'cancelled' },
};

/** How a download is, in a word or two. One that ended without any file says so. */
export function stateMark({ state, files }: Pick<Download, 'state' | 'files'>): MarkedWords {
  return state === 'done' && files.length === 0
    ? { mark: 'warn', words: 'done, nothing was recorded' }
    : marks[state];
}

/** A format to choose, in the words of somebody who takes a recording home. */
export type FormatChoice = {
  readonly format: DownloadFormat;
  readonly words: string;
  readonly hint: string;
};

/** All formats, the usual one first. */
export const formatChoices: readonly FormatChoice[] = [
  {
    format: 'mp4',
    words: 'Video with sound (MP4)',
    hint: 'for the usual players, also in this page',
  },
  { format: 'mp4-no-audio', words: 'Video without sound (MP4)', hint: 'for the usual players' },
  {
    format: 'n3',
    words: "Recorder's own format with sound (N3)",
    hint: "for the maker's viewer, exactly as it was recorded",
  },
  {
    format: 'n3-no-audio',
    words: "Recorder's own format without sound (N3)",
    hint: "for the maker's viewer",
  },
  { format: 'list', words: 'List of the recordings', hint: 'no pictures, only what there is' },
];

/** "Video with sound (MP4)". */
export function formatWords(format: DownloadFormat): string {
  return formatChoices.find((choice) => choice.format === format)?.words ?? format;
}

/** "0 B", "12.4 MB", "3.10 GB": powers of ten, as disks are sold. */
export function byteWords(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;
  let value = Math.max(0, bytes);
  let index = 0;
  while (value >= 999.5 && index < units.length - 1) {
    value /= 1_000;
    index += 1;
  }
  const digits = index === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${value.toFixed(digits)} ${units[index] ?? 'B'}`;
}

/** "about 40 s left", "about 3 min left", "about 2 h left". @param seconds from 0 */
export function leftWords(seconds: number): string {
  if (seconds < 90) {
    return `about ${Math.max(5, Math.ceil(seconds / 5) * 5)} s left`;
  }
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `about ${minutes} min left` : `about ${Math.round(minutes / 60)} h left`;
}

/** What a running download has done, one thing after the other: "12.4 MB", "1.2 MB/s", "piece 2 of 3". */
export function progressWords({ bytes, rate, secondsLeft, pieces, state }: Download): string[] {
  return [
    byteWords(bytes),
    ...(rate === null || state !== 'running' ? [] : [`${byteWords(rate)}/s`]),
    ...(pieces.all > 1 ? [`${pieces.done} of ${pieces.all} pieces`] : []),
    ...(secondsLeft === null || state !== 'running' ? [] : [leftWords(secondsLeft)]),
  ];
}

/** Only what browsers may be able to play. */
export function isPlayable(name: string): boolean {
  return name.toLowerCase().endsWith('.mp4');
}
