import { asUtc, type RecorderZone, type ZoneTime } from './recorder-zone.js';
import { clockWords, instantWords } from './time-words.js';

/** What a typed time means. Instants in milliseconds since 1970. */
export type TypedTime =
  | { readonly kind: 'time'; readonly atMs: number }
  /** The clock showed it twice: which one is meant? */
  | {
      readonly kind: 'twice';
      readonly choices: readonly { readonly atMs: number; readonly words: string }[];
    }
  | { readonly kind: 'refused'; readonly words: string };

/** From where a typed time is understood. */
export type TypedTimeContext = {
  readonly zone: RecorderZone;
  /** Where the playback is: the day of a time without a day, the beginning of "-10 min". */
  readonly positionMs: number;
  /** A day without a year is the last such day that is not after this. */
  readonly nowMs: number;
};

const refusal = 'expected a time such as 03:10, 03:10:05, 25.10. 02:30 or 2026-11-21 03:10';
/** Nobody types more. */
const maxCharacters = 60;
const unitMs: Readonly<Record<string, number>> = {
  s: 1_000,
  sec: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

type Day = Pick<ZoneTime, 'year' | 'month' | 'day'>;
type Clock = Pick<ZoneTime, 'hour' | 'minute' | 'second' | 'millisecond'>;

const midnight: Clock = { hour: 0, minute: 0, second: 0, millisecond: 0 };

/** Understands what somebody typed into the time box; never throws. */
export function parseTypedTime(text: string, context: TypedTimeContext): TypedTime {
  const words = text.trim().toLowerCase().replace(/\s+/g, ' ');
  if (words === '' || words.length > maxCharacters) {
    return refused(words);
  }
  if (words === 'now') {
    return { kind: 'time', atMs: context.nowMs };
  }
  return (
    relative(words, context) ??
    absolute(text.trim(), words) ??
    local(words, context) ??
    refused(words)
  );
}

function refused(words: string): TypedTime {
  return { kind: 'refused', words: words === '' ? refusal : `“${words.slice(0, 24)}”: ${refusal}` };
}

/** "-10 s", "+1.5 h". */
function relative(words: string, { positionMs }: TypedTimeContext): TypedTime | undefined {
  const match = /^([+-]) ?(\d{1,6}(?:\.\d{1,3})?) ?(s|sec|m|min|h|d)$/.exec(words);
  const unit = unitMs[match?.[3] ?? ''];
  if (!match || unit === undefined) {
    return undefined;
  }
  const byMs = Number(match[2]) * unit;
  return { kind: 'time', atMs: positionMs + (match[1] === '-' ? -byMs : byMs) };
}

/** With an offset: "2026-11-21T03:10:05Z", "2026-11-21 03:10+01:00". */
function absolute(text: string, words: string): TypedTime | undefined {
  if (!/^\d{4}-\d\d-\d\d[t ]\d\d:\d\d(:\d\d(\.\d{1,3})?)?(z|[+-]\d\d:\d\d)$/.test(words)) {
    return undefined;
  }
  const atMs = Date.parse(text.replace(' ', 'T').toUpperCase());
  return Number.isNaN(atMs) ? undefined : { kind: 'time', atMs };
}

function local(words: string, context: TypedTimeContext): TypedTime | undefined {
  const clock = clockOf(words);
  // Joined by a "t", as in "2026-11-21T03:10".
  const before = (clock ? words.slice(0, clock.from) : words).trim().replace(/[t,]$/, '').trim();
  const day = dayOf(before, context);
  if (!day || (!clock && before === '')) {
    return undefined;
  }
  return inZone({ ...day, ...(clock?.time ?? midnight) }, context.zone);
}

function clockOf(words: string): { readonly from: number; readonly time: Clock } | undefined {
  const match = /(?<=^|[ t,])(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,3}))?)?( ?[ap]m)?$/.exec(
    words,
  );
  if (!match) {
    return undefined;
  }
  const half = match[5]?.trim();
  const typed = Number(match[1]);
  const hour = half === undefined ? typed : (typed % 12) + (half === 'pm' ? 12 : 0);
  const time = {
    hour,
    minute: Number(match[2]),
    second: Number(match[3] ?? 0),
    millisecond: Number((match[4] ?? '').padEnd(3, '0')),
  };
  const possible =
    hour < 24 &&
    time.minute < 60 &&
    time.second < 60 &&
    (half === undefined || (typed >= 1 && typed <= 12));
  return possible ? { from: match.index, time } : undefined;
}

function dayOf(words: string, { zone, positionMs, nowMs }: TypedTimeContext): Day | undefined {
  if (words === '') {
    return zone.timeAt(positionMs);
  }
  if (words === 'today' || words === 'yesterday') {
    const today = asUtc({ ...zone.timeAt(nowMs), ...midnight });
    const date = new Date(today - (words === 'today' ? 0 : 86_400_000));
    return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
  }
  const iso = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$/.exec(words);
  if (iso) {
    return existing({ year: Number(iso[1]), month: Number(iso[2]), day: Number(iso[3]) });
  }
  const dotted = /^(\d{1,2})\. ?(\d{1,2})\.? ?(\d{4}|\d{2})?$/.exec(words);
  if (!dotted) {
    return undefined;
  }
  const found = { month: Number(dotted[2]), day: Number(dotted[1]) };
  if (dotted[3] !== undefined) {
    const year = Number(dotted[3]);
    return existing({ ...found, year: dotted[3].length === 2 ? 2000 + year : year });
  }
  return lastSuchDay(found, zone, nowMs);
}

/** 29 February may be up to eight years back. */
function lastSuchDay(found: Omit<Day, 'year'>, zone: RecorderZone, nowMs: number): Day | undefined {
  const today = zone.timeAt(nowMs);
  const limit = asUtc({ ...today, ...midnight });
  return Array.from({ length: 9 }, (_, back) =>
    existing({ ...found, year: today.year - back }),
  ).find((day) => day !== undefined && asUtc({ ...day, ...midnight }) <= limit);
}

/** Undefined for 31.11. and the like. */
function existing(day: Day): Day | undefined {
  const date = new Date(asUtc({ ...day, ...midnight }));
  return day.year >= 1970 && date.getUTCMonth() + 1 === day.month && date.getUTCDate() === day.day
    ? day
    : undefined;
}

function inZone(time: ZoneTime, zone: RecorderZone): TypedTime {
  const [first, second] = zone.instantsOf(time);
  if (first === undefined) {
    return { kind: 'refused', words: skippedWords(time, zone) };
  }
  if (second === undefined) {
    return { kind: 'time', atMs: first };
  }
  return {
    kind: 'twice',
    choices: [first, second].map((atMs) => ({ atMs, words: instantWords(zone, atMs) })),
  };
}

/** In the spring night the clock jumps over an hour. */
function skippedWords(time: ZoneTime, zone: RecorderZone): string {
  const shown = asUtc(time);
  const [change] = zone.changes(shown - 86_400_000, shown + 86_400_000);
  const words = clockWords(time, 'minute');
  if (!change) {
    return `${words} does not exist on that day in ${zone.name}`;
  }
  const from = clockWords(zone.timeAt(change.atMs - 60_000), 'minute');
  const to = clockWords(zone.timeAt(change.atMs), 'minute');
  return `${words} does not exist on that day in ${zone.name}: after ${from} came ${to}`;
}
