import type { LinkQuery } from '../live/wall-link.js';
import { type CameraId, parseCameraId } from '../recorders/camera-id.js';

/** How many pictures the page shows at once. */
export const playbackLayouts = [1, 4, 9] as const;
export type PlaybackLayout = (typeof playbackLayouts)[number];

/** More cameras than this on one clock help nobody. */
export const maxCameras = 9;

/** What a link to the page says. Instants in milliseconds since 1970. */
export type PlaybackLink = {
  readonly cameras: readonly CameraId[];
  /** Null: near the end of what is recorded. */
  readonly atMs: number | null;
  /** Null: as many as there are cameras. */
  readonly layout: PlaybackLayout | null;
  readonly inMs: number | null;
  readonly outMs: number | null;
};

/**
 * The link to cameras and a time: `?cameras=demo:1,demo:3&at=2026-11-21T10:00:00Z`, with `&layout=4` and the points in
 * `&in=` and `&out=`. What it says wrongly is left out.
 */
export function playbackLinkFromQuery(query: LinkQuery): PlaybackLink {
  const layout = Number(first(query['layout']) ?? Number.NaN);
  const inMs = instant(first(query['in']));
  const outMs = instant(first(query['out']));
  return {
    cameras: cameras(first(query['cameras']) ?? ''),
    atMs: instant(first(query['at'])),
    layout: playbackLayouts.find((one) => one === layout) ?? null,
    inMs,
    outMs: inMs !== null && outMs !== null && outMs <= inMs ? null : outMs,
  };
}

/** The query of a link, in the order in which people read it. */
export function queryOfPlaybackLink(link: PlaybackLink): Record<string, string> {
  return {
    ...(link.cameras.length > 0 ? { cameras: link.cameras.join(',') } : {}),
    ...(link.atMs === null ? {} : { at: isoInstant(link.atMs) }),
    ...(link.layout === null ? {} : { layout: String(link.layout) }),
    ...(link.inMs === null ? {} : { in: isoInstant(link.inMs) }),
    ...(link.outMs === null ? {} : { out: isoInstant(link.outMs) }),
  };
}

/** A moment ago by the recorder's own clock, in milliseconds: what was just seen live is being written. */
const momentMs = 10_000;

/**
 * The link from a live picture to its recording a moment ago.
 *
 * @param clockOffsetMs recorder's clock minus ours; null while unknown
 */
export function momentAgoQuery(
  camera: CameraId,
  nowMs: number,
  clockOffsetMs: number | null,
): Record<string, string> {
  return queryOfPlaybackLink({
    cameras: [camera],
    atMs: Math.floor((nowMs + (clockOffsetMs ?? 0) - momentMs) / 1_000) * 1_000,
    layout: null,
    inMs: null,
    outMs: null,
  });
}

/** The smallest layout for so many cameras. */
export function playbackLayoutFor(count: number): PlaybackLayout {
  return playbackLayouts.find((layout) => layout >= count) ?? 9;
}

/** To 10 ms in UTC, as short as it can be: "2026-11-21T10:00:00Z". */
export function isoInstant(ms: number): string {
  const text = new Date(Math.round(ms / 10) * 10).toISOString();
  return text.replace(/\.000Z$/, 'Z');
}

function cameras(text: string): CameraId[] {
  const found = text
    .split(',')
    .map((part) => parseCameraId(part.trim()))
    .filter((camera) => camera !== undefined);
  return [...new Set(found)].slice(0, maxCameras);
}

/** Years before recorders and far ahead are slips of the pen. */
function instant(text: string | undefined): number | null {
  const ms = text !== undefined && /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN;
  return ms >= 0 && ms < Date.UTC(2100, 0, 1) ? ms : null;
}

function first(value: LinkQuery[string]): string | undefined {
  const found = Array.isArray(value) ? (value as readonly (string | null)[])[0] : value;
  return typeof found === 'string' ? found : undefined;
}
