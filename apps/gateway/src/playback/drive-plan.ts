import type { SeekerNeed } from './drive-needs.js';
import type { GopSeeker } from './gop-seeker.js';
import { planPull } from './cursor-plan.js';
import type { GopNeed, RecorderCursor } from './recorder-cursor.js';
import type { RecorderPlayCommand } from './recorder-playback.js';

/** A command, and for whom it is. */
export type WantedCommand = {
  readonly command: RecorderPlayCommand;
  readonly need: GopNeed;
  readonly seeker: GopSeeker;
};

/** What to do for all who need something. */
export type DrivePlan = {
  /** What comes next anyway. */
  readonly pulls: readonly SeekerNeed[];
  /** At most one command: it concerns all cameras. */
  readonly wanted: WantedCommand | undefined;
  /** For whom it is too early, on the monotonic clock. */
  readonly laterMs: readonly number[];
};

/** Pulls for all for whom pulling is enough, and the most urgent command for the others; searches of gaps come last (E.3). */
export function planDrive(
  needs: readonly SeekerNeed[],
  cursor: RecorderCursor,
  nowMs: number,
): DrivePlan {
  const due = needs.filter(({ notBeforeMs }) => notBeforeMs <= nowMs);
  const laterMs = needs.filter((it) => !due.includes(it)).map(({ notBeforeMs }) => notBeforeMs);
  const pulls: SeekerNeed[] = [];
  const commands: WantedCommand[] = [];
  for (const it of due) {
    const { seeker, need, history } = it;
    const plan = planPull(cursor, seeker.camera, need, history);
    if (plan.kind === 'pull') {
      pulls.push(it);
    } else {
      commands.push({ command: plan.command, need, seeker });
    }
  }
  const wanted = commands.find(({ need }) => need.kind !== 'probe') ?? commands.at(-1);
  return { pulls, wanted, laterMs };
}
