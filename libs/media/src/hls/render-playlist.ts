import { partName, segmentName } from './hls-segment.js';
import type { HlsSegment } from './hls-segment.js';

/** What a playlist says. */
export type PlaylistState = {
  readonly targetDurationS: number;
  readonly partTargetMs: number;
  /** Complete ones, and behind them the growing one when it has parts. At least one. */
  readonly segments: readonly HlsSegment[];
  /** Discontinuities in front of segments that are not listed any more. */
  readonly discontinuitySequence: number;
  /** Name of the part that comes next; `undefined`: without low latency, whole segments only. */
  readonly hint: string | undefined;
  /** Behind each name: a query such as `?audio=0`. */
  readonly suffix: string;
};

/** `EXT-X-MAP` without `EXT-X-I-FRAMES-ONLY` (RFC 8216bis section 8). */
const version = 6;

/**
 * Section 4.4.3.8: at least twice the part target. Three times is recommended, but then hls.js is 1.02 s behind the
 * camera, with this 0.9 s, and it did not stall.
 */
const holdBackParts = 2.4;

/** Parts are listed of what is younger than three target durations (section 6.2.2). */
const partsForTargets = 3;

/** Writes a media playlist, with low-latency extensions unless there is no hint (RFC 8216bis section 4). */
export function renderPlaylist(state: PlaylistState): string {
  const { segments, suffix, hint } = state;
  const lines = [
    '#EXTM3U',
    `#EXT-X-VERSION:${version}`,
    `#EXT-X-TARGETDURATION:${state.targetDurationS}`,
    ...(hint === undefined ? [] : lowLatencyLines(state)),
    `#EXT-X-MEDIA-SEQUENCE:${segments[0]?.sequence ?? 0}`,
    `#EXT-X-DISCONTINUITY-SEQUENCE:${state.discontinuitySequence}`,
  ];
  if (segments.every(({ isIndependent }) => isIndependent)) {
    lines.push('#EXT-X-INDEPENDENT-SEGMENTS');
  }
  let youngerMs = segments.reduce((sum, { durationMs }) => sum + durationMs, 0);
  let init = '';
  for (const segment of segments) {
    const listsParts =
      hint !== undefined && youngerMs <= state.targetDurationS * partsForTargets * 1_000;
    youngerMs -= segment.durationMs;
    lines.push(...segmentLines(segment, { init, suffix, listsParts }));
    init = segment.init.name;
  }
  if (hint !== undefined) {
    lines.push(`#EXT-X-PRELOAD-HINT:TYPE=PART,URI="${hint}${suffix}"`);
  }
  return [...lines, ''].join('\n');
}

function lowLatencyLines({ partTargetMs }: PlaylistState): string[] {
  const partTargetS = Math.ceil(partTargetMs) / 1_000;
  return [
    `#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=${(partTargetS * holdBackParts).toFixed(3)}`,
    `#EXT-X-PART-INF:PART-TARGET=${partTargetS.toFixed(3)}`,
  ];
}

function segmentLines(
  segment: HlsSegment,
  around: { readonly init: string; readonly suffix: string; readonly listsParts: boolean },
): string[] {
  const { sequence, init, bytes } = segment;
  const { suffix } = around;
  const lines: string[] = [];
  if (segment.isDiscontinuous) {
    lines.push('#EXT-X-DISCONTINUITY');
  }
  if (init.name !== around.init) {
    lines.push(`#EXT-X-MAP:URI="${init.name}${suffix}"`);
  }
  lines.push(`#EXT-X-PROGRAM-DATE-TIME:${new Date(segment.wallMs).toISOString()}`);
  if (around.listsParts || bytes === undefined) {
    segment.parts.forEach(({ durationMs, isIndependent }, at) => {
      const name = partName(sequence, at) + suffix;
      const independent = isIndependent ? ',INDEPENDENT=YES' : '';
      lines.push(`#EXT-X-PART:DURATION=${seconds(durationMs)},URI="${name}"${independent}`);
    });
  }
  if (bytes !== undefined) {
    lines.push(`#EXTINF:${seconds(segment.durationMs)},`, segmentName(sequence) + suffix);
  }
  return lines;
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(5);
}
