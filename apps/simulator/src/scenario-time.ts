const unitMs = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 } as const;

const relative = /^([+-])((?:\d{1,7}[dhms])+)$/;
const duration = /^(?:\d{1,7}[dhms])+$/;
const absolute = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/;

/** Whether {@link scenarioTimeMs} understands the text. */
export function isScenarioTime(text: string): boolean {
  return relative.test(text) || (absolute.test(text) && !Number.isNaN(Date.parse(text)));
}

/** Whether {@link durationMs} understands the text: `90s`, `1h30m`, `14d`. */
export function isDuration(text: string): boolean {
  return duration.test(text);
}

/**
 * A moment as a scenario writes it: `2025-10-26T02:30:00+01:00`, always with its zone, or `-1h30m`, `-14d`, `+5s` from
 * the start of the simulator.
 *
 * @param startMs when the simulator started, on the recorder's clock
 * @returns milliseconds since 1970 (UTC)
 * @throws {RangeError} for a text that {@link isScenarioTime} refuses
 */
export function scenarioTimeMs(text: string, startMs: number): number {
  const [, sign, length] = relative.exec(text) ?? [];
  if (length !== undefined) {
    return startMs + (sign === '-' ? -1 : 1) * durationMs(length);
  }
  const ms = absolute.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) {
    throw new RangeError(`a time ${text}; expected 2026-11-21T07:08:09Z or -1h30m`);
  }
  return ms;
}

/** Milliseconds of `90s`, `1h30m`, `14d`. @throws {RangeError} for a text that {@link isDuration} refuses */
export function durationMs(text: string): number {
  if (!isDuration(text)) {
    throw new RangeError(`a duration ${text}; expected 90s, 1h30m, 14d`);
  }
  return [...text.matchAll(/(\d+)([dhms])/g)].reduce(
    (sum, [, count = '0', unit = 's']) => sum + Number(count) * unitMs[unit as keyof typeof unitMs],
    0,
  );
}
