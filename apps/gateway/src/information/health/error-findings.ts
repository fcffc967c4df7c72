import type { LogEntry } from '@casement/contract';
import { kindOfText } from '../../playback/recordings/log-marks.js';
import { found, type HealthFinding } from './health-facts.js';
import { countWords, spanWords } from './health-words.js';

const dayMs = 24 * 3_600_000;
/** So many kinds of faults are named; a recorder that has more has one cause for them. */
const maxNamed = 8;
const maxTextCharacters = 120;

/** The faults of the last day in an error log. */
export type ErrorsOfDay = {
  readonly count: number;
  readonly newest: LogEntry | null;
  readonly findings: readonly HealthFinding[];
};

type Fault = { readonly newest: LogEntry; readonly count: number; readonly isOver: boolean };

/**
 * Counts the faults of the last day by what they are about. One is over when the log tells later that it recovered.
 *
 * @param entries the newest first
 * @param nowMs the recorder's clock, milliseconds since 1970
 */
export function errorsOfDay(entries: readonly LogEntry[], nowMs: number): ErrorsOfDay {
  const ofDay = entries.filter(({ time }) => Date.parse(time) >= nowMs - dayMs);
  const isRecovery = ({ text }: LogEntry): boolean => kindOfText(text, 'error') === 'recovery';
  const faults = ofDay.filter((entry) => !isRecovery(entry));
  const recoveredMs = new Map<string, number>();
  for (const entry of ofDay.filter(isRecovery)) {
    const subject = subjectOf(entry.text);
    const atMs = Date.parse(entry.time);
    recoveredMs.set(subject, Math.max(recoveredMs.get(subject) ?? atMs, atMs));
  }
  const bySubject = new Map<string, Fault>();
  for (const entry of faults) {
    const subject = subjectOf(entry.text);
    const before = bySubject.get(subject);
    const newest = before?.newest ?? entry;
    const isOver = (recoveredMs.get(subject) ?? -Infinity) >= Date.parse(newest.time);
    bySubject.set(subject, { newest, count: (before?.count ?? 0) + 1, isOver });
  }
  return {
    count: faults.length,
    newest: faults[0] ?? null,
    findings: findingsOf([...bySubject.values()], nowMs),
  };
}

function findingsOf(faults: readonly Fault[], nowMs: number): readonly HealthFinding[] {
  const lasting = faults.filter(({ isOver }) => !isOver);
  const over = faults.filter(({ isOver }) => isOver);
  const further = lasting.length - maxNamed;
  const inWords = ({ newest, count }: Fault): string => {
    const ago = spanWords(Math.max(0, nowMs - Date.parse(newest.time)));
    const often = count === 1 ? `${ago} ago` : `${count} times, last ${ago} ago`;
    return `${clipped(newest.text)} (${often})`;
  };
  const about = ({ newest: { camera } }: Fault) => ({ camera });
  return [
    ...lasting
      .slice(0, maxNamed)
      .map((fault) => found('attention', `Error log: ${inWords(fault)}`, about(fault))),
    ...(further > 0
      ? [found('attention', `Error log: ${countWords(further, 'further kind')} of errors`)]
      : []),
    ...over
      .slice(0, maxNamed)
      .map((fault) => found('good', `Recovered since: ${inWords(fault)}`, about(fault))),
    ...(over.length > maxNamed
      ? [found('good', `${countWords(over.length - maxNamed, 'further kind')} of errors recovered`)]
      : []),
  ];
}

/** What a fault and its recovery have in common: `CAM 3 COMMUNICATION`. */
function subjectOf(text: string): string {
  return text
    .toUpperCase()
    .replace(/\b(ERR(OR)?|FAIL(ED|URE)?|LOSS|LOST|DOWN|RECOVER\w*|RESTORED|OK)\b/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

function clipped(text: string): string {
  const plain = text === '' ? 'an entry without text' : text;
  return plain.length > maxTextCharacters ? `${plain.slice(0, maxTextCharacters)}…` : plain;
}
