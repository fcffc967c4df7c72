import { serializeRecordedTimes } from '@casement/protocol';
import type { LocalTime, RecordedDisk } from '@casement/protocol';
import { spoilDiskPage } from '../../faults/spoil-lists.js';
import { wallClockText } from '../../time-zone.js';
import { textPage } from '../answer.js';
import type { PageAnswer } from '../answer.js';
import type { Recorder } from '../recorder.js';

const slotsPerUnit = 9;
/** The recorder itself and its extension units (5.2.1): MAIN-1 to MAIN-9, EXT1-1 to EXT5-9. */
const slots = ['MAIN', 'EXT1', 'EXT2', 'EXT3', 'EXT4', 'EXT5'].flatMap((unit) =>
  Array.from({ length: slotsPerUnit }, (_, index) => `${unit}-${index + 1}`),
);
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
  const page = serializeRecordedTimes(
    slots.map((name, index) => diskOf(recorder, name, index + 1)),
  );
  const defect = recorder.faults.take('disk-defect');
  return textPage(defect === undefined ? page : spoilDiskPage(defect.form, page));
}

/** The recordings are spread evenly over the disks; the last one is being written to. */
function diskOf(recorder: Recorder, name: string, slot: number): RecordedDisk {
  const { disks } = recorder.scenario.playback;
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
