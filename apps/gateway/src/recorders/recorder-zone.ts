import type { LocalTime, PlaybackBody, RecordedZone, RecorderLog } from '@casement/protocol';

/** The zone in which a recorder shows times. */
export type RecorderZone =
  /** Configured. */
  | { readonly kind: 'named'; readonly name: string }
  /** As it stands beside times in recordings: minutes east of UTC in winter, and whether it was summer time last. */
  | { readonly kind: 'read'; readonly minutes: number; readonly summerTime: boolean };

/** A zone as it stands beside a time of the recorder. */
export type ReadZone = Extract<RecorderZone, { readonly kind: 'read' }>;

/** A zone that was read, and of which time it was told, in milliseconds since 1970. */
export type ReadZoneAt = { readonly zone: ReadZone; readonly atMs: number };

const minuteMs = 60_000;
const summerMinutes = 60;
/** Longer than any change of the clock, shorter than the time between two. */
const aroundMs = 24 * 60 * minuteMs;

/** The zone for people and for `Intl`: an IANA name or `+09:00`. */
export function zoneName(zone: RecorderZone): string {
  if (zone.kind === 'named') {
    return zone.name;
  }
  const minutes = zone.minutes + (zone.summerTime ? summerMinutes : 0);
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(hours)}:${two(rest)}`;
}

/** A configured zone; `undefined` for UTC, which also stands where nothing was configured. */
export function configuredZone(
  name: string,
): Extract<RecorderZone, { readonly kind: 'named' }> | undefined {
  return name === 'UTC' ? undefined : { kind: 'named', name };
}

/** The zone that a recording names; `undefined` when it names none that makes sense (B40). */
export function zoneOfRecording({ pictures, information }: PlaybackBody): ReadZoneAt | undefined {
  const start = pictures[0]?.gop?.start;
  const atMs = start?.epochMs ?? (information.timeEpochS ?? 0) * 1000;
  return zoneAt(start ?? information, atMs);
}

/** The zone that stands beside a time of the recorder; `undefined` when none does that makes sense. */
export function zoneAt(
  { timeZoneMinutes: minutes, summerTime = false }: RecordedZone,
  atMs: number,
): ReadZoneAt | undefined {
  return minutes === undefined ? undefined : { zone: { kind: 'read', minutes, summerTime }, atMs };
}

/** The zone that the newest entry of a log names; `undefined` for a log without entries. */
export function zoneOfLog({ entries }: Pick<RecorderLog, 'entries'>): ReadZoneAt | undefined {
  const [newest] = [...entries].sort((a, b) => Date.parse(b.time) - Date.parse(a.time));
  if (newest === undefined) {
    return undefined;
  }
  const { time, summerTime } = newest;
  const local = time.slice(0, -'+00:00'.length);
  const offset = Math.round((Date.parse(`${local}Z`) - Date.parse(time)) / minuteMs);
  return {
    zone: { kind: 'read', minutes: offset - (summerTime ? summerMinutes : 0), summerTime },
    atMs: Date.parse(time),
  };
}

/**
 * The instant of a local time of the recorder, in milliseconds since 1970 (UTC). The hour that an autumn night has twice
 * is told apart by the summer-time flag beside it; a time that a spring night leaves out counts on from before it.
 * `undefined` when the text is no time.
 */
export function instantOfLocal(local: LocalTime, zone: RecorderZone): number | undefined {
  const asUtcMs = Date.parse(`${local.text}Z`);
  if (!Number.isFinite(asUtcMs)) {
    return undefined;
  }
  if (zone.kind === 'read') {
    return asUtcMs - (zone.minutes + (local.summerTime ? summerMinutes : 0)) * minuteMs;
  }
  const before = offsetMs(zone.name, asUtcMs - aroundMs);
  const after = offsetMs(zone.name, asUtcMs + aroundMs);
  // Summer time is the larger offset and so the earlier instant of the two.
  const offsets = local.summerTime
    ? [Math.max(before, after), Math.min(before, after)]
    : [Math.min(before, after), Math.max(before, after)];
  const fitting = offsets.find((offset) => offsetMs(zone.name, asUtcMs - offset) === offset);
  return asUtcMs - (fitting ?? before);
}

/** How far the zone is east of UTC at an instant, in minutes. @param instantMs since 1970 (UTC) */
export function zoneOffsetMinutes(zone: RecorderZone, instantMs: number): number {
  return zone.kind === 'named'
    ? Math.round(offsetMs(zone.name, instantMs) / minuteMs)
    : zone.minutes + (zone.summerTime ? summerMinutes : 0);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** What the zone adds to UTC at an instant, in milliseconds. */
function offsetMs(name: string, instantMs: number): number {
  const format =
    formats.get(name) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  formats.set(name, format);
  const parts = format.formatToParts(instantMs);
  const value = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((part) => part.type === type)?.value);
  const localMs = Date.UTC(
    value('year'),
    value('month') - 1,
    value('day'),
    value('hour'),
    value('minute'),
    value('second'),
  );
  return localMs - Math.floor(instantMs / 1000) * 1000;
}
