import { maskUid } from '@casement/protocol';
import type { SiteAlarms } from '../alarms/site-alarms.js';
import type { ActiveFault } from '../faults/fault-board.js';
import type { RecorderCamera } from '../nvr/recorder-camera.js';
import type { DownloadEntry } from '../nvr/download/download-desk.js';
import type { PlaybackCounts, PlaybackSession } from '../nvr/playback/playback-session.js';
import type { NvrServer } from '../nvr/nvr-server.js';
import type { Recorder } from '../nvr/recorder.js';
import type { UidEntry } from '../nvr/uid-table.js';
import type { UidSession } from '../nvr/uid-session.js';

/** Pieces of recordings that are shown of a camera: the latest. */
const maxSpans = 100;

/** Where the simulator listens; what is off is missing. */
export type SimulatorUrls = {
  readonly http?: string | undefined;
  readonly https?: string | undefined;
  readonly control: string;
};

/** What the recorder does not know. */
export type SimulatorParts = {
  readonly urls: SimulatorUrls;
  readonly fingerprint256: string | undefined;
  readonly alarms: SiteAlarms['state'];
};

/** The answer to `GET /state`. Times are seconds; UIDs are shown by their last digits only. */
export type SimulatorState = ReturnType<typeof describeState>;

/** Everything about a running simulator that a person or a test wants to look at. */
export function describeState(
  recorder: Recorder,
  server: NvrServer,
  { urls, fingerprint256, alarms }: SimulatorParts,
) {
  const nowMs = recorder.clock.nowMs();
  const uids = recorder.uids;
  return {
    name: recorder.scenario.name,
    model: recorder.scenario.recorder.model,
    urls,
    fingerprint256: fingerprint256 ?? null,
    reachability: server.reachability,
    asleep: recorder.isAsleep,
    recorderTime: new Date(recorder.recorderClock.nowMs()).toISOString(),
    connections: server.connections,
    uids: uids.map((entry) => describeUid(entry, nowMs)),
    cameras: [...recorder.cameras.values()].map((camera) =>
      describeCamera(
        camera,
        uids.filter(({ session }) => session.streams.has(camera.number)),
      ),
    ),
    counters: {
      ...recorder.counters,
      reboots: server.reboots,
      requests: recorder.requests.counts,
      udp: recorder.udp.statistics,
      pace: recorder.pace.counts,
    },
    playback: describePlayback(recorder),
    downloads: describeDownloads(recorder),
    ptz: [...recorder.cameras.values()].flatMap((camera) => describePtz(camera, nowMs)),
    alarms,
    faults: recorder.faults.active.map((active) => describeFault(active, nowMs)),
  };
}

/** One fault that is set, as `GET /faults` shows it. */
export function describeFault({ id, fault, sinceMs, hits }: ActiveFault, nowMs: number) {
  return { id, fault, ageS: (nowMs - sinceMs) / 1000, hits };
}

function describeUid(
  { uid, owner, issuedMs, renewedMs, session }: UidEntry & { readonly session: UidSession },
  nowMs: number,
) {
  return {
    uid: maskUid(uid),
    ...owner,
    ageS: (nowMs - issuedMs) / 1000,
    idleS: (nowMs - renewedMs) / 1000,
    setUp: session.isSetUp,
    playing: session.isPlaying,
    downloading: session.isDownloading,
    playback: session.playback === undefined ? null : describeSession(session.playback),
    streams: [...session.streams.values()].map(({ camera, kind, statistics }) => ({
      camera,
      kind,
      ...statistics,
    })),
    sounds: [...session.sounds.values()].map(({ camera, kind, statistics }) => ({
      camera,
      kind,
      ...statistics,
    })),
  };
}

function describeSession({ control, counts, inFlight }: PlaybackSession) {
  return {
    state: control.state,
    speedStep: control.speedStep,
    mask: [...control.cameras],
    inFlight,
    cameras: byCamera(counts),
  };
}

/** What all UIDs did with recordings since the start; commands are the latest ones, the oldest first. */
function describePlayback({ playbackLog }: Recorder) {
  return {
    ...playbackLog.totals,
    cameras: byCamera(playbackLog.counts),
    commands: playbackLog.entries,
  };
}

/** What all UIDs downloaded since the start; the latest downloads, the oldest first. */
function describeDownloads({ downloads }: Recorder) {
  return {
    running: downloads.running,
    ...downloads.totals,
    latest: downloads.entries.map(describeDownload),
  };
}

function describeDownload({ range, ...entry }: DownloadEntry) {
  const from = new Date(range.fromMs).toISOString();
  return { ...entry, from, to: new Date(range.toMs).toISOString() };
}

function byCamera(counts: ReadonlyMap<number, Readonly<PlaybackCounts>>) {
  return [...counts].map(([camera, { gops, empty, sounds }]) => ({ camera, gops, empty, sounds }));
}

/** A camera that can move, or that somebody tried to move. */
function describePtz({ number, ptz, ptzLog }: RecorderCamera, nowMs: number) {
  if (ptz === undefined && ptzLog.counts.commands === 0) {
    return [];
  }
  ptz?.noteTime(nowMs);
  return [
    {
      camera: number,
      view: ptz?.track.viewAt(nowMs) ?? null,
      moving: ptz?.track.isMovingAt(nowMs) ?? false,
      motion: ptz?.track.motion ?? null,
      presets: ptz?.presets ?? [],
      counters: { ...ptzLog.counts, ...ptz?.counts },
      commands: ptzLog.entries,
    },
  ];
}

function describeCamera(
  { number, name, connection, scenario, source, sound, timeline }: RecorderCamera,
  viewers: readonly unknown[],
) {
  const { width, height, fps, audio } = scenario;
  return {
    number,
    name,
    connection,
    width,
    height,
    fps,
    codec: source?.codec ?? null,
    audio: audio?.codec ?? null,
    soundFrames: sound?.frames ?? 0,
    streams: viewers.length,
    pictures: source?.statistics.pictures ?? 0,
    skippedPictures: source?.statistics.skipped ?? 0,
    recorded: (timeline?.recorded ?? []).slice(-maxSpans).map(({ fromMs, toMs }) => ({
      from: new Date(fromMs).toISOString(),
      to: new Date(toMs).toISOString(),
    })),
  };
}
