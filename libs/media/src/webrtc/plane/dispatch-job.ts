import { maxRunPackets } from '../srtp/run-protector.js';
import type { OutgoingContext, RunJob } from '../srtp/run-protector.js';
import type { ViewerState } from './viewer-state.js';

/** One viewer's share of a run, filled in anew for every run. */
export class DispatchJob implements RunJob {
  context: OutgoingContext;
  ssrc = 0;
  payloadType = 0;
  firstIndex = 0;
  readonly timestamps = new Uint32Array(maxRunPackets);
  fromSlot = 0;
  packets = 0;

  constructor(context: OutgoingContext) {
    this.context = context;
  }
}

/** Jobs that are used again for every call of a protector. */
export class DispatchJobs {
  readonly list: DispatchJob[] = [];

  /** Job `at` with the keys of this viewer; `undefined` when it has none. */
  of(at: number, { context }: ViewerState): DispatchJob | undefined {
    if (context === undefined) {
      return undefined;
    }
    const job = (this.list[at] ??= new DispatchJob(context));
    job.context = context;
    return job;
  }
}
