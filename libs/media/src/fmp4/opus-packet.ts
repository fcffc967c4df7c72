/** Samples per millisecond at 48 kHz. */
const samplesPerMs = 48;

/** A packet holds at most 120 ms (RFC 6716 section 3.2.5). */
const maxSamples = 120 * samplesPerMs;

/** Frame sizes in milliseconds by the lower bits of the configuration number (RFC 6716 table 2). */
const silkMs = [10, 20, 40, 60];
const hybridMs = [10, 20];
const celtMs = [2.5, 5, 10, 20];

/** Configuration numbers from which on they are hybrid, and CELT. */
const firstHybrid = 12;
const firstCelt = 16;

/**
 * How many samples at 48 kHz an Opus packet holds (RFC 6716 section 3.1); `undefined` when it is none: empty, or
 * longer than 120 ms.
 */
export function opusPacketSamples(packet: Uint8Array): number | undefined {
  const [toc, second] = packet;
  if (toc === undefined) {
    return undefined;
  }
  const frames = frameCount(toc & 3, second);
  const samples = frames && frames * frameMs(toc >> 3) * samplesPerMs;
  return samples !== undefined && samples > 0 && samples <= maxSamples ? samples : undefined;
}

function frameCount(code: number, second: number | undefined): number | undefined {
  if (code === 3) {
    return second === undefined ? undefined : second & 0x3f;
  }
  return code === 0 ? 1 : 2;
}

function frameMs(configuration: number): number {
  if (configuration < firstHybrid) {
    return silkMs[configuration & 3] ?? 0;
  }
  return (configuration < firstCelt ? hybridMs[configuration & 1] : celtMs[configuration & 3]) ?? 0;
}
