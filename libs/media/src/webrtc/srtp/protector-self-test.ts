import { NodeProtector } from './node-protector.js';
import { maxRunPackets } from './run-protector.js';
import type { RunProtector } from './run-protector.js';

/** Around every border there is: of AES blocks, of SHA-1 blocks with and without their padding, the smallest and largest. */
const trialLengths = [1, 15, 16, 17, 39, 40, 47, 48, 49, 103, 104, 112, 599, 1199, 1200, 1202];
/** The last sequence numbers before the roll-over counter goes from 4 to 5, in the middle of a run. */
const trialIndex = 4 * 0x1_0000 + 0xfff8;

/** What is wrong with a back end, in words: its bytes are compared with those of `node` in a short trial. */
export function protectorDefect(protector: RunProtector): string | undefined {
  const expected = trialRun(new NodeProtector());
  const found = trialRun(protector);
  for (const [job, bytes] of expected.entries()) {
    const at = bytes.findIndex((byte, index) => byte !== found[job]?.[index]);
    if (at !== -1 || bytes.length !== found[job]?.length) {
      return `its trial differs from node:crypto in byte ${at} of run ${job}`;
    }
  }
  return undefined;
}

/** Three viewers with parts of one stage each. */
function trialRun(protector: RunProtector): Uint8Array[] {
  const { stage } = protector;
  for (let slot = 0; slot < maxRunPackets; slot += 1) {
    const length = trialLengths[slot % trialLengths.length] ?? 1;
    stage.lengths[slot] = length;
    stage.markers[slot] = slot % 3 === 0 ? 1 : 0;
    const start = slot * stage.stride;
    stage.bytes.subarray(start, start + length).fill(slot * 5 + 3);
  }
  const timestamps = Uint32Array.from(
    { length: maxRunPackets },
    (_, nth) => nth * 3_000 + 0xffff_0000,
  );
  const shapes = [
    { fromSlot: 0, packets: maxRunPackets },
    { fromSlot: 5, packets: 1 },
    { fromSlot: 15, packets: 18 },
  ];
  const jobs = shapes.map((shape, viewer) => ({
    ...shape,
    context: protector.open({
      key: new Uint8Array(16).fill(viewer + 1),
      salt: new Uint8Array(14).fill(viewer + 101),
    }),
    ssrc: 0xf000_0001 + viewer,
    payloadType: 96 + viewer,
    firstIndex: trialIndex + viewer,
    timestamps,
  }));
  try {
    protector.protect(jobs, jobs.length);
    return jobs.map((_, at) => Uint8Array.from(protector.output(at)));
  } finally {
    jobs.forEach(({ context }) => {
      protector.close(context);
    });
    stage.bytes.fill(0);
    stage.lengths.fill(0);
    stage.markers.fill(0);
  }
}
