/**
 * A position on a stream's own clock: unwrapped RTP ticks, so it neither wraps nor depends on wall
 * clocks. Ticks fit a JS number for some 3,000 years at 90 kHz.
 */
export type MediaTime = {
  readonly ticks: number;
  readonly clockRateHz: number;
};

/** The clock of every RTP video payload format used here (RFC 6184 section 8.2.1, RFC 7798). */
export const videoClockRateHz = 90_000;

/** The position in milliseconds, with a fraction. */
export function mediaTimeMs(time: MediaTime): number {
  return (time.ticks * 1000) / time.clockRateHz;
}

/** The position on the 90 kHz clock of RTP video, rounded to whole ticks. */
export function mediaTime90k(time: MediaTime): number {
  return time.clockRateHz === videoClockRateHz
    ? time.ticks
    : Math.round((time.ticks * videoClockRateHz) / time.clockRateHz);
}
