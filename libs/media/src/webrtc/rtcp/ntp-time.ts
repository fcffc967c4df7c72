/** An instant in NTP form (RFC 5905 section 6): seconds since 1900 mod 2^32, and 2^-32 seconds. */
export type NtpTime = { readonly seconds: number; readonly fraction: number };

/** From 1900 to 1970. */
const ntpEpochOffsetS = 2_208_988_800;
const two32 = 2 ** 32;
/** LSR and DLSR count 1/65,536 s (RFC 3550 section 6.4.1). */
const shortNtpHz = 65_536;
/** No network is that slow: what is above is a nonsensical report or a clock that was set. */
const maxRoundTripMs = 60_000;
/** Rounding of both ends may make a round trip on one machine slightly negative. */
const roundingShortNtp = 66;

/** The NTP time of a Unix time in milliseconds, which may have a fraction. Rounds down to 2^-32 s. */
export function toNtp(epochMs: number): NtpTime {
  const wholeSeconds = Math.floor(epochMs / 1_000);
  const restMs = epochMs - wholeSeconds * 1_000;
  return {
    seconds: (wholeSeconds + ntpEpochOffsetS) >>> 0,
    // Exact: restMs * 2^32 only moves the exponent, and the quotient is never within rounding of an integer.
    fraction: Math.min(two32 - 1, Math.floor((restMs * two32) / 1_000)),
  };
}

/** The middle 32 bits, as receiver reports repeat them (LSR, RFC 3550 section 6.4.1). */
export function toShortNtp({ seconds, fraction }: NtpTime): number {
  return (((seconds & 0xffff) << 16) | (fraction >>> 16)) >>> 0;
}

/**
 * The round trip time that a report block shows (RFC 3550 section 6.4.1): now - LSR - DLSR.
 *
 * @param nowShortNtp middle 32 bits of the time of arrival
 * @returns milliseconds; `undefined` when the receiver has not heard a sender report yet, or the result
 *   makes no sense.
 */
export function roundTripMs(
  nowShortNtp: number,
  lastSenderReport: number,
  delaySinceLastSenderReport: number,
): number | undefined {
  if (lastSenderReport === 0) {
    return undefined;
  }
  const difference = (nowShortNtp - lastSenderReport - delaySinceLastSenderReport) | 0;
  if (difference < -roundingShortNtp) {
    return undefined;
  }
  const ms = (Math.max(0, difference) * 1_000) / shortNtpHz;
  return ms > maxRoundTripMs ? undefined : ms;
}
