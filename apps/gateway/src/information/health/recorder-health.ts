import type { RecorderHealth } from '@casement/contract';
import { type DiskTotals, totalsOf } from '../disks/disk-totals.js';
import { cameraFindings } from './camera-findings.js';
import { diskFindings, isEmptySlot, isWriting } from './disk-findings.js';
import { type ErrorsOfDay, errorsOfDay } from './error-findings.js';
import {
  type CameraFacts,
  found,
  type HealthFacts,
  type HealthFinding,
  recorderNowMs,
} from './health-facts.js';
import { asClause, countWords, daysWords, spanWords } from './health-words.js';
import {
  clockFindings,
  faultFindings,
  reachFindings,
  sessionFindings,
} from './session-findings.js';

/** The gravest first. */
const gravity = { bad: 0, attention: 1, unknown: 2, good: 3 } as const;
/** What is older says little of now. */
const oldMs = 3_600_000;
/** So many findings are part of the answer in words; the others stand below it. */
const maxClauses = 2;

/**
 * Is everything recorded? Judged by what is known, never by what is not: the answer is `unknown` as long as the disks were
 * not told or the recorder cannot be reached, unless something is known to be bad.
 */
export function judgeRecorder(facts: HealthFacts): RecorderHealth {
  const { recorder, disks, errors } = facts;
  const totals = diskTotals(facts);
  const day =
    errors.value === undefined ? undefined : errorsOfDay(errors.value, recorderNowMs(facts));
  const findings = findingsOf(facts, totals, day);
  const judgement = judgementOf(facts, findings);
  return {
    recorder: recorder.id,
    judgement,
    words: inWords(facts, totals, findings, judgement),
    findings,
    disks:
      totals === undefined || disks.asOfMs === undefined ? null : diskFigures(totals, disks.asOfMs),
    cameras: facts.cameras === undefined ? null : cameraFigures(facts.cameras),
    sessions: recorder.sessions,
    clockOffsetMs: recorder.clockOffsetMs,
    errors:
      day === undefined || errors.asOfMs === undefined
        ? null
        : { asOf: iso(errors.asOfMs), count: day.count, newest: day.newest },
  };
}

function findingsOf(
  facts: HealthFacts,
  totals: DiskTotals | undefined,
  day: ErrorsOfDay | undefined,
): HealthFinding[] {
  const { cameras, errors } = facts;
  return [
    ...reachFindings(facts),
    ...knownDiskFindings(facts, totals),
    ...(cameras === undefined
      ? [found('unknown', 'The recorder does not tell which cameras are connected')]
      : cameraFindings(cameras)),
    ...faultFindings(facts, failingOf(cameras)),
    ...clockFindings(facts),
    ...sessionFindings(facts),
    ...(day === undefined
      ? [found('unknown', notKnown('error log', errors.reason))]
      : [
          ...ageFindings('error log', facts.nowMs, errors),
          ...defectFindings('error log', facts.defects.error),
          ...day.findings,
        ]),
  ].sort((a, b) => gravity[a.judgement] - gravity[b.judgement]);
}

function diskFigures(
  { capacityGb, remainingGb, from, to, daysKept, daysLeft }: DiskTotals,
  asOfMs: number,
): RecorderHealth['disks'] {
  return { asOf: iso(asOfMs), capacityGb, remainingGb, from, to, daysKept, daysLeft };
}

function cameraFigures(cameras: CameraFacts): RecorderHealth['cameras'] {
  const failing = [...failingOf(cameras)];
  const connected = cameras.list.filter(({ connection }) => connection === 'ok').length;
  return { asOf: iso(cameras.asOfMs), connected, failing, registered: connected + failing.length };
}

/** All disks together; `undefined`: they were never told. */
function diskTotals(facts: HealthFacts): DiskTotals | undefined {
  const { disks, gbPerDay } = facts;
  return disks.value && totalsOf(disks.value, { nowMs: recorderNowMs(facts), gbPerDay });
}

function knownDiskFindings(
  facts: HealthFacts,
  totals: DiskTotals | undefined,
): readonly HealthFinding[] {
  const { disks, lostDisks } = facts;
  return disks.value === undefined || totals === undefined
    ? [found('unknown', notKnown('disks', disks.reason))]
    : [
        ...ageFindings('disks', facts.nowMs, disks),
        ...defectFindings('disks', facts.defects.disks),
        ...diskFindings({ disks: disks.value, totals, atMs: toldMs(facts), lost: lostDisks }),
      ];
}

/** The recorder's clock when it told its disks. */
function toldMs({ disks, nowMs, recorder }: HealthFacts): number {
  return (disks.asOfMs ?? nowMs) + (recorder.clockOffsetMs ?? 0);
}

function notKnown(what: string, reason: string | undefined): string {
  return `The ${what} of the recorder ${what.endsWith('s') ? 'are' : 'is'} not known yet${reason === undefined ? '' : `: ${reason}`}`;
}

function ageFindings(
  what: string,
  nowMs: number,
  { asOfMs = nowMs, reason }: HealthFacts['disks'] | HealthFacts['errors'],
): readonly HealthFinding[] {
  return nowMs - asOfMs > oldMs && reason !== undefined
    ? [
        found(
          'attention',
          `What is known of the ${what} is ${spanWords(nowMs - asOfMs)} old: ${reason}`,
        ),
      ]
    : [];
}

function defectFindings(what: string, defects: readonly string[]): readonly HealthFinding[] {
  const [first, ...more] = defects;
  const others =
    more.length === 0 ? '' : `, and ${countWords(more.length, 'more oddity', 'more oddities')}`;
  return first === undefined
    ? []
    : [found('unknown', `What the recorder tells of its ${what} is odd: ${first}${others}`)];
}

function failingOf(cameras: CameraFacts | undefined): readonly number[] {
  return (cameras?.list ?? [])
    .filter(({ connection }) => connection === 'error')
    .map(({ number }) => number);
}

function judgementOf(
  { recorder, disks }: HealthFacts,
  findings: readonly HealthFinding[],
): RecorderHealth['judgement'] {
  const has = (judgement: HealthFinding['judgement']): boolean =>
    findings.some((finding) => finding.judgement === judgement);
  if (has('bad')) {
    return 'bad';
  }
  const isReached = recorder.state === 'online' || recorder.state === 'degraded';
  if (!isReached || disks.value === undefined || disks.value.length === 0) {
    return 'unknown';
  }
  return has('attention') ? 'attention' : 'good';
}

function inWords(
  facts: HealthFacts,
  totals: DiskTotals | undefined,
  findings: readonly HealthFinding[],
  judgement: RecorderHealth['judgement'],
): string {
  // What is not known is part of the answer only where it is the answer; then it comes first.
  const of = (...which: readonly HealthFinding['judgement'][]): readonly string[] =>
    findings.filter((each) => which.includes(each.judgement)).map(({ words }) => words);
  const clauses =
    judgement === 'unknown' ? [...of('unknown'), ...of('attention')] : of('bad', 'attention');
  const shown = clauses.slice(0, maxClauses);
  const further = clauses.length - shown.length;
  const begin = recordingWords(facts, totals);
  const all = [
    ...(begin === undefined ? [] : [begin]),
    ...shown,
    ...(further > 0 ? [`${further} more to look at`] : []),
  ];
  return all.map((words, index) => (index === 0 ? words : asClause(words))).join('; ');
}

/** `undefined`: it does not record, which a finding says, or it is not known. */
function recordingWords(facts: HealthFacts, totals: DiskTotals | undefined): string | undefined {
  const disks = facts.disks.value ?? [];
  const isReached = facts.recorder.state === 'online' || facts.recorder.state === 'degraded';
  if (totals === undefined || disks.length === 0) {
    return undefined;
  }
  const back = totals.daysKept === null ? undefined : `${daysWords(totals.daysKept)} back`;
  if (!isReached) {
    return back === undefined ? 'Nothing was recorded' : `Recordings reach ${back}`;
  }
  const present = disks.filter((disk) => !isEmptySlot(disk)).length;
  return isWriting({ disks, totals, atMs: toldMs(facts) })
    ? `Recording on ${countWords(present, 'disk')}${back === undefined ? '' : `, ${back}`}`
    : undefined;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
