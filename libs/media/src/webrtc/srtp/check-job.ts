import { MediaError } from '../../errors/media-error.js';
import { maxRunPackets, maxStagedPayloadBytes } from './run-protector.js';
import type { RunJob } from './run-protector.js';

/** Packets that one set of keys is good for (RFC 3711 section 9.2): then indexes would begin again. */
const maxIndexes = 2 ** 48;

/**
 * A job that reaches beyond the stage or its own time stamps is a mistake of the caller, and would be read as memory.
 *
 * @throws {MediaError} of kind `option`.
 */
export function checkJob(job: RunJob): void {
  const { fromSlot, packets, timestamps, firstIndex } = job;
  const isInside =
    Number.isInteger(fromSlot) &&
    Number.isInteger(packets) &&
    fromSlot >= 0 &&
    packets >= 1 &&
    fromSlot + packets <= maxRunPackets;
  if (!isInside || timestamps.length < packets) {
    throw new MediaError(
      'option',
      `SRTP job has ${packets} packets from slot ${fromSlot} with ${timestamps.length} time stamps; expected 1..${maxRunPackets} slots and a time stamp for each`,
      { packets, fromSlot, timestamps: timestamps.length },
    );
  }
  if (!Number.isInteger(firstIndex) || firstIndex < 0 || firstIndex + packets > maxIndexes) {
    throw new MediaError(
      'option',
      `SRTP job has ${packets} packets from index ${firstIndex}; expected indexes of 0..2^48-1`,
      { packets, firstIndex },
    );
  }
}

/** @throws {MediaError} of kind `option` unless a staged length is 1..1202. */
export function checkPayloadBytes(bytes: number, slot: number): void {
  if (bytes < 1 || bytes > maxStagedPayloadBytes) {
    throw new MediaError(
      'option',
      `SRTP stage has a payload of ${bytes} bytes in slot ${slot}; expected 1..${maxStagedPayloadBytes}`,
      { bytes, slot },
    );
  }
}

/** @throws {MediaError} of kind `option` unless 0..maxJobs jobs are there. */
export function checkJobCount(count: number, jobs: readonly RunJob[], maxJobs: number): void {
  if (count < 0 || count > maxJobs || count > jobs.length) {
    throw new MediaError(
      'option',
      `SRTP call has ${count} jobs of a list of ${jobs.length}; expected at most ${maxJobs}`,
      { count, listed: jobs.length, maxJobs },
    );
  }
}

/** The error for a job whose keys were closed, or belong to another protector. */
export function foreignContext(expected: string): MediaError {
  return new MediaError(
    'option',
    `SRTP job has keys that are closed or of another back end; expected open ones of ${expected}`,
    { expected },
  );
}
