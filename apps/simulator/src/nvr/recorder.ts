import { maskUid } from '@casement/protocol';
import type { CameraConnectionState } from '@casement/protocol';
import type { Clock } from '../clock.js';
import type { FaultBoard } from '../faults/fault-board.js';
import { UdpSender } from '../net/udp-sender.js';
import type { Random } from '../random.js';
import type { CameraScenario, Scenario } from '../scenario.js';
import { CommandPace } from './command-pace.js';
import { DigestGate } from './digest-gate.js';
import { BytePace } from './download/byte-pace.js';
import { DownloadDesk } from './download/download-desk.js';
import { NonceTable } from './nonce-table.js';
import { PlaybackLog } from './playback/playback-log.js';
import { RecorderCamera } from './recorder-camera.js';
import type { PictureSource } from './live/camera-source.js';
import type { CameraPictures } from './recorder-camera.js';
import { RecorderClock } from './recorder-clock.js';
import { RequestLog } from './request-log.js';
import { UidSession } from './uid-session.js';
import { UidTable } from './uid-table.js';
import type { UidEntry, UidOwner } from './uid-table.js';

/** What a recorder is made of. */
export type RecorderOptions = {
  readonly scenario: Scenario;
  /** The pictures of the cameras by number. */
  readonly pictures: ReadonlyMap<number, CameraPictures>;
  readonly faults: FaultBoard;
  readonly clock: Clock;
  readonly random: Random;
  /** What it shows of a camera while it sleeps; without it nothing. */
  readonly blackPictures?: ((camera: number) => PictureSource | undefined) | undefined;
};

/** Takes what happens to the connection of a camera. */
export type ConnectionListener = (
  camera: number,
  before: CameraConnectionState,
  now: CameraConnectionState,
) => void;

/** How many UIDs began and ended, and in which way. */
export type UidCounters = {
  readonly logins: number;
  readonly logouts: number;
  readonly evictions: number;
  readonly expirations: number;
  /** Video that was stopped while its sound was running: it should have been stopped first (B12). */
  readonly soundLeftRunning: number;
};

/**
 * What a recorder knows: its cameras, who is logged in, what each UID streams. It opens no port; the CGIs
 * ask it and change it. Whenever a UID ends, whatever ran on it ends too.
 */
export class Recorder {
  readonly scenario: Scenario;
  readonly faults: FaultBoard;
  readonly clock: Clock;
  readonly random: Random;
  readonly recorderClock: RecorderClock;
  readonly gate: DigestGate;
  readonly cameras: ReadonlyMap<number, RecorderCamera>;
  readonly udp = new UdpSender();
  readonly requests: RequestLog;
  readonly playbackLog = new PlaybackLog();
  readonly downloads: DownloadDesk;
  /** What all downloads share. */
  readonly downloadPace: BytePace;
  readonly pace: CommandPace;
  /** When it was started, on its own clock. */
  readonly startedMs: number;
  readonly #nonces: NonceTable;
  readonly #uids: UidTable;
  readonly #sessions = new Map<string, UidSession>();
  #asleepUntilMs = 0;
  readonly #connectionListeners = new Set<ConnectionListener>();
  readonly #counters = {
    logins: 0,
    logouts: 0,
    evictions: 0,
    expirations: 0,
    soundLeftRunning: 0,
  };

  constructor({ scenario, pictures, faults, clock, random, blackPictures }: RecorderOptions) {
    const { digest, uid, users, recorder } = scenario;
    this.scenario = scenario;
    this.faults = faults;
    this.clock = clock;
    this.random = random;
    this.recorderClock = new RecorderClock(clock, recorder.timeZone, recorder.clockOffsetMs);
    this.#nonces = new NonceTable({ lifeMs: digest.nonceLifeS * 1000, clock, random });
    this.gate = new DigestGate(digest, users, this.#nonces);
    this.#uids = new UidTable({ ...uid, lifeMs: uid.lifeS * 1000, clock, random });
    this.requests = new RequestLog(clock);
    this.pace = new CommandPace(scenario.playback);
    this.downloads = new DownloadDesk(clock, scenario.downloads.max);
    this.downloadPace = new BytePace(scenario.downloads.bytesPerSecond);
    this.startedMs = this.recorderClock.nowMs();
    const recordings = {
      recordings: scenario.recordings,
      startMs: this.startedMs,
      limitMs: () => this.recorderClock.nowMs() - scenario.playback.delayS * 1000,
    };
    this.cameras = new Map(
      scenario.cameras.map((camera) => [
        camera.number,
        new RecorderCamera({
          scenario: camera,
          extensionPolicy: recorder.rtpExtension,
          ptzStepMs: scenario.playback.stepMs,
          pictures: pictures.get(camera.number),
          recorderClock: this.recorderClock,
          clock,
          startMs: this.#firstPictureMs(camera),
          recordings,
          faults,
          random,
          isAsleep: () => this.isAsleep,
          blackPictures: () => blackPictures?.(camera.number),
          onConnectionChange: (before, now) =>
            this.#connectionListeners.forEach((tell) => tell(camera.number, before, now)),
        }),
      ]),
    );
  }

  get counters(): UidCounters {
    return this.#counters;
  }

  /** The UIDs that are valid now, the first issued first, with what they are used for. */
  get uids(): readonly (UidEntry & { readonly session: UidSession })[] {
    this.sweep();
    return this.#uids.entries().map((entry) => ({ ...entry, session: this.#sessionOf(entry.uid) }));
  }

  /** Whether it sleeps, and sends black pictures or none (3.2 *2). */
  get isAsleep(): boolean {
    return this.clock.nowMs() < this.#asleepUntilMs;
  }

  /** Sleeps for so long from now. */
  sleep(ms: number): void {
    this.#asleepUntilMs = this.clock.nowMs() + ms;
  }

  /** Calls the listener whenever a camera is plugged in or out. */
  onConnectionChange(listener: ConnectionListener): void {
    this.#connectionListeners.add(listener);
  }

  /** Issues a UID; at the limit the weakest one ends. */
  login(owner: UidOwner): string {
    this.sweep();
    const { entry, evicted } = this.#uids.issue(owner);
    this.#counters.logins += 1;
    if (evicted !== undefined) {
      this.#counters.evictions += 1;
      this.#end(evicted);
    }
    const noteSoundLeft = (): void => {
      this.#counters.soundLeftRunning += 1;
    };
    this.#sessions.set(entry.uid, new UidSession(noteSoundLeft));
    return entry.uid;
  }

  /** Counts a command with the UID; `undefined` when it is unknown or has expired. */
  use(uid: string): UidSession | undefined {
    return this.#uids.renew(uid) && this.#sessionOf(uid);
  }

  logout(uid: string): void {
    const entry = this.#uids.remove(uid);
    if (entry !== undefined) {
      this.#counters.logouts += 1;
      this.#end(entry);
    }
  }

  /** Ends what has expired. To be called several times a second. */
  sweep(): void {
    this.#expire(this.#uids.sweep());
  }

  /** Ends the UID that a login beyond the limit would end; the last digits of it, if there is one. */
  evictUid(): string | undefined {
    const evicted = this.#uids.evict();
    if (evicted === undefined) {
      return undefined;
    }
    this.#counters.evictions += 1;
    this.#end(evicted);
    return maskUid(evicted.uid);
  }

  /** Ends exactly this UID as an eviction does. */
  endUid(uid: string): void {
    const entry = this.#uids.remove(uid);
    if (entry !== undefined) {
      this.#counters.evictions += 1;
      this.#end(entry);
    }
  }

  /** Ends all UIDs as if nobody had renewed them; how many there were. */
  expireUids(): number {
    const all = this.#uids.clear();
    this.#expire(all);
    return all.length;
  }

  /** Makes every nonce stale. */
  expireNonces(): void {
    this.#nonces.clear();
  }

  /** Forgets everything that a reboot forgets. */
  reboot(): void {
    this.#asleepUntilMs = 0;
    this.#nonces.clear();
    this.#uids.clear().forEach((entry) => this.#end(entry));
  }

  /** Ends every stream and the sending socket. */
  close(): void {
    this.reboot();
    this.udp.close();
  }

  /**
   * Cameras are not in step with each other. One with sound takes a picture on each full second of the recorder's
   * clock, as its sound beeps there: lamp and beep begin together.
   */
  #firstPictureMs({ audio }: CameraScenario): number {
    const startMs = this.clock.nowMs() - Math.floor(this.random() * 1000);
    return audio === undefined ? startMs : startMs - this.recorderClock.secondPartMs(startMs);
  }

  #expire(entries: readonly UidEntry[]): void {
    this.#counters.expirations += entries.length;
    entries.forEach((entry) => this.#end(entry));
  }

  #end({ uid }: UidEntry): void {
    this.#sessions.get(uid)?.close();
    this.#sessions.delete(uid);
  }

  /** Every valid UID has a session: both begin in `login` and end in `#end`. */
  #sessionOf(uid: string): UidSession {
    const session = this.#sessions.get(uid);
    if (session === undefined) {
      throw new Error(`UID ${maskUid(uid)} has no session`);
    }
    return session;
  }
}
