import { serializeRecordedTimes } from '@casement/protocol';
import type { LocalTime, RecordedDisk } from '@casement/protocol';
import { wallClockText } from '../../time-zone.js';
import { textPage } from '../answer.js';
import type { PageAnswer } from '../answer.js';
import type { Recorder } from '../recorder.js';

const slots = 9;
const extensionUnits = 5;
const capacityGb = 4_001;
const remainingGb = 1_529;
const emptySlot = {
  capacityGb: null,
  remainingGb: null,
  recording: false,
  from: null,
  to: null,
} as const;

/** `recordedtime.cgi`: the disks with their recording periods in local time, empty slots too (5.2.1). */
export function answerRecordedtime(recorder: Recorder): PageAnswer {
  const main = Array.from({ length: slots }, (_, index) => diskOf(recorder, index + 1));
  const extensions = Array.from({ length: extensionUnits * slots }, (_, index) => ({
    name: `EXT${Math.floor(index / slots) + 1}-${(index % slots) + 1}`,
    ...emptySlot,
  }));
  return textPage(serializeRecordedTimes([...main, ...extensions]));
}

/** The recordings are spread evenly over the disks; the last one is being written to. */
function diskOf(recorder: Recorder, slot: number): RecordedDisk {
  const { disks } = recorder.scenario.playback;
  const name = `MAIN-${slot}`;
  if (slot > disks) {
    return { name, ...emptySlot };
  }
  const recording = slot === disks;
  const disk = { name, capacityGb, remainingGb: recording ? remainingGb : 0, recording };
  const period = periodOf(recorder);
  if (period === undefined) {
    return { ...disk, from: null, to: null };
  }
  const partMs = (period.toMs - period.fromMs) / disks;
  const fromMs = period.fromMs + (slot - 1) * partMs;
  return {
    ...disk,
    from: localTime(recorder, fromMs),
    to: localTime(recorder, fromMs + partMs),
  };
}

function periodOf({
  cameras,
}: Recorder): { readonly fromMs: number; readonly toMs: number } | undefined {
  const recorded = [...cameras.values()].flatMap(({ timeline }) => timeline?.recorded ?? []);
  return recorded.length === 0
    ? undefined
    : {
        fromMs: Math.min(...recorded.map(({ fromMs }) => fromMs)),
        toMs: Math.max(...recorded.map(({ toMs }) => toMs)),
      };
}

function localTime({ recorderClock }: Recorder, ms: number): LocalTime {
  const zone = recorderClock.zoneAt(ms);
  return { text: wallClockText(ms, zone), summerTime: zone.summerTime };
}
