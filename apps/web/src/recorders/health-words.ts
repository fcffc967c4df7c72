import type { RecorderHealth } from '@casement/contract';
import type { MarkedWords } from '../ui/status-mark.js';
import { daysWords } from './disk-axis.js';

export type Judgement = RecorderHealth['judgement'];
export type HealthFinding = RecorderHealth['findings'][number];

const answers: Readonly<Record<Judgement, MarkedWords>> = {
  good: { mark: 'ok', words: 'Yes' },
  attention: { mark: 'warn', words: 'Yes, but look at this' },
  bad: { mark: 'bad', words: 'No' },
  unknown: { mark: 'idle', words: 'Not known' },
};

const gravities: Readonly<Record<Judgement, MarkedWords>> = {
  bad: { mark: 'bad', words: 'bad' },
  attention: { mark: 'warn', words: 'needs attention' },
  unknown: { mark: 'idle', words: 'not known' },
  good: { mark: 'ok', words: 'in order' },
};

const order: readonly Judgement[] = ['bad', 'attention', 'unknown', 'good'];

/** The answer to "is everything recorded?" in a word or two. */
export function answerOf(judgement: Judgement): MarkedWords {
  return answers[judgement];
}

/** How grave a finding is, in a word or two. */
export function gravityOf({ judgement }: HealthFinding): MarkedWords {
  return gravities[judgement];
}

/** The gravest first; those of one gravity stay in the gateway's order. */
export function byGravity(findings: readonly HealthFinding[]): HealthFinding[] {
  return findings.toSorted((a, b) => order.indexOf(a.judgement) - order.indexOf(b.judgement));
}

/** One figure of the recorder: what it is, how much, and what to say about it. */
export type HealthFigure = {
  readonly id: string;
  readonly name: string;
  readonly value: string;
  readonly note: string | null;
  /** It should be looked at. */
  readonly isOdd: boolean;
};

/** A clock that differs less is right, in milliseconds. */
const rightClockMs = 2_000;

/** The figures at a glance; what is not known says so. */
export function healthFigures(health: RecorderHealth): HealthFigure[] {
  const { disks, sessions, clockOffsetMs, errors, cameras } = health;
  const { used, limit } = sessions;
  const failing = cameras?.failing.length ?? 0;
  const kept = disks?.daysKept ?? null;
  const left = disks?.daysLeft ?? null;
  const isFull = used !== null && limit !== null && used >= limit;
  return [
    {
      id: 'kept',
      name: 'Recordings reach back',
      value: kept === null ? '–' : daysWords(kept),
      note: left === null ? null : overwrittenWords(left),
      isOdd: false,
    },
    {
      id: 'cameras',
      name: 'Cameras connected',
      value: cameras ? `${cameras.connected} of ${cameras.registered}` : '–',
      note: failing > 0 ? `${failing} without signal` : null,
      isOdd: failing > 0,
    },
    {
      id: 'sessions',
      name: 'Sessions in use',
      value: used === null ? '–' : `${used} of ${limit ?? '–'}`,
      note: isFull ? 'nobody else can sign in' : null,
      isOdd: isFull,
    },
    {
      id: 'clock',
      name: 'Clock',
      value: clockOffsetMs === null ? '–' : clockWords(clockOffsetMs),
      // Recorders tell their time in live pictures only.
      note: clockOffsetMs === null ? 'known with the first live picture' : "against the gateway's",
      isOdd: clockOffsetMs !== null && Math.abs(clockOffsetMs) >= rightClockMs,
    },
    {
      id: 'errors',
      name: 'Errors of the last day',
      value: errors ? String(errors.count) : '–',
      note: errors?.newest?.text ?? null,
      // The gateway leaves out what has recovered: a recorder that started logs an error of every camera.
      isOdd: errors !== null && errors.count > 0 && health.judgement !== 'good',
    },
  ];
}

/** When there is no more room for what is recorded. @param days not negative */
function overwrittenWords(days: number): string {
  const words = daysWords(days);
  return words === '0 days'
    ? 'the oldest are being overwritten'
    : `the oldest are overwritten in ${words} at today's rate`;
}

/** "right", "3 s ahead", "12 min behind". @param offsetMs recorder's clock minus the gateway's */
export function clockWords(offsetMs: number): string {
  const off = Math.abs(offsetMs);
  if (off < rightClockMs) {
    return 'right';
  }
  const way = offsetMs > 0 ? 'ahead' : 'behind';
  const seconds = Math.round(off / 1_000);
  if (seconds < 120) {
    return `${seconds} s ${way}`;
  }
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min ${way}` : `${Math.round(minutes / 60)} h ${way}`;
}
