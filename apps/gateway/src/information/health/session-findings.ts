import { found, type HealthFacts, type HealthFinding } from './health-facts.js';
import { spanWords } from './health-words.js';

/** From here on a clock is worth a look: pictures and logs of several recorders do not fit together any more. */
const offMs = 2_000;
/** From here on recordings cannot be found by the time at which something happened. */
const wrongMs = 60_000;
/** So many free sessions are few. */
const fewSessions = 1;

/** Whether the recorder can be reached and is awake; `unknown` when nothing can be said of what it records now. */
export function reachFindings({ recorder, nowMs }: HealthFacts): readonly HealthFinding[] {
  const { state, reason, asleepSince } = recorder;
  const why = reason === null ? '' : `: ${reason}`;
  const asleep =
    asleepSince === null
      ? []
      : [
          found(
            'attention',
            `The recorder said ${spanWords(nowMs - Date.parse(asleepSince))} ago that it sleeps: its disks are off`,
          ),
        ];
  switch (state) {
    case 'offline':
      return [found('unknown', `The recorder cannot be reached${why}`), ...asleep];
    case 'refused':
      return [found('unknown', `The recorder does not let the gateway in${why}`), ...asleep];
    case 'connecting':
      return [found('unknown', 'The gateway is signing in to the recorder'), ...asleep];
    case 'degraded':
      return [found('attention', `The recorder answers only in part${why}`), ...asleep];
    case 'online':
      return asleep;
  }
}

/** Whether others can still sign in. */
export function sessionFindings({ recorder }: HealthFacts): readonly HealthFinding[] {
  const { used, limit } = recorder.sessions;
  if (used === null || limit === null || limit - used > fewSessions) {
    return [];
  }
  return [
    used >= limit
      ? found(
          'attention',
          `All ${limit} sessions of the recorder are in use: whoever signs in next ends somebody else's`,
        )
      : found('attention', `${used} of ${limit} sessions of the recorder are in use`),
  ];
}

/** Whether the clock of the recorder is right, by the gateway's. */
export function clockFindings({ recorder }: HealthFacts): readonly HealthFinding[] {
  const offsetMs = recorder.clockOffsetMs ?? 0;
  const off = Math.abs(offsetMs);
  if (off <= offMs) {
    return [];
  }
  const words = `The recorder's clock is ${spanWords(off)} ${offsetMs > 0 ? 'ahead' : 'behind'}`;
  return [off > wrongMs ? found('bad', words) : found('attention', words)];
}

/** Faults that alarms told and that are not over; several of the same are one. */
export function faultFindings(
  { faults = [], nowMs }: HealthFacts,
  failing: readonly number[],
): readonly HealthFinding[] {
  const byTitle = new Map<string, HealthFinding>();
  for (const { title, camera, severity, receivedAt } of faults.toReversed()) {
    // That it is not connected is said already.
    if (severity === 'info' || (camera !== null && failing.includes(camera))) {
      continue;
    }
    const ago = spanWords(Math.max(0, nowMs - Date.parse(receivedAt)));
    const words = `${title} (alarm of ${ago} ago, still open)`;
    const judgement = severity === 'critical' ? 'bad' : 'attention';
    if (!byTitle.has(title)) {
      byTitle.set(title, found(judgement, words, { camera }));
    }
  }
  return [...byTitle.values()];
}
