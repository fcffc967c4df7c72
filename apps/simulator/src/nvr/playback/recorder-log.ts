import { serializeRecorderLog } from '@casement/protocol';
import type { RecorderLogKind } from '@casement/protocol';
import { durationMs, scenarioTimeMs } from '../../scenario-time.js';
import { zonedTimeText } from '../../time-zone.js';
import type { Recorder } from '../recorder.js';

/** A line of a log. */
export type RecorderLogLine = { readonly atMs: number; readonly text: string };

/** "Max.1000" (5.1.1). */
const maxLines = 1_000;

/** The error log, the oldest first: what the scenario says, and each time that the recording of a camera stopped. */
export function errorLog(recorder: Recorder): readonly RecorderLogLine[] {
  const { log } = recorder.scenario;
  const lines = [...recorder.cameras.values()].flatMap(({ number, timeline }) =>
    gapsOf(timeline?.recorded ?? []).flatMap(({ fromMs, toMs }) => [
      { atMs: fromMs, text: `CAM ${number} COMMUNICATION ERROR` },
      { atMs: toMs, text: `CAM ${number} COMMUNICATION RECOVERED` },
    ]),
  );
  return latest([...lines, ...written(recorder, log.errors)]);
}

/** The event log, the latest first: what the scenario says, and motion every now and then. */
export function eventLog(recorder: Recorder): readonly RecorderLogLine[] {
  const { log } = recorder.scenario;
  return latest([...motion(recorder), ...written(recorder, log.events)]).toReversed();
}

/** The page of a log, times as the recorder's clock on the wall shows them (5.1). */
export function writeLogPage(
  { recorderClock }: Recorder,
  kind: RecorderLogKind,
  lines: readonly RecorderLogLine[],
): string {
  return serializeRecorderLog(
    kind,
    lines.map(({ atMs, text }, index) => {
      const zone = recorderClock.zoneAt(atMs);
      const time = zonedTimeText(atMs, zone);
      return { number: index + 1, time, summerTime: zone.summerTime, text, camera: null };
    }),
  );
}

function written(
  { startedMs }: Recorder,
  entries: readonly { readonly at: string; readonly text: string }[],
): readonly RecorderLogLine[] {
  return entries.map(({ at, text }) => ({ atMs: scenarioTimeMs(at, startedMs), text }));
}

/** One camera after the other, on a grid that began in 1970, only where it is recorded. */
function motion(recorder: Recorder): readonly RecorderLogLine[] {
  const { motionEvery } = recorder.scenario.log;
  const everyMs = motionEvery === undefined ? 0 : durationMs(motionEvery);
  if (everyMs === 0) {
    return [];
  }
  const cameras = [...recorder.cameras.values()];
  const last = Math.floor(recorder.recorderClock.nowMs() / everyMs);
  return Array.from({ length: maxLines }, (_, back) => last - back).flatMap((number) => {
    const camera = cameras[number % cameras.length];
    const atMs = number * everyMs;
    return camera?.timeline?.at(atMs) === undefined
      ? []
      : [{ atMs, text: `SITE(VMD)-${camera.number}` }];
  });
}

function gapsOf(
  recorded: readonly { readonly fromMs: number; readonly toMs: number }[],
): readonly { readonly fromMs: number; readonly toMs: number }[] {
  return recorded.slice(1).map(({ fromMs }, index) => ({
    fromMs: recorded[index]?.toMs ?? fromMs,
    toMs: fromMs,
  }));
}

function latest(lines: readonly RecorderLogLine[]): readonly RecorderLogLine[] {
  return [...lines].sort((one, other) => one.atMs - other.atMs).slice(-maxLines);
}
