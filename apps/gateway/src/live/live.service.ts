import type { Camera } from '@casement/contract';
import type { ViewerPlane } from '@casement/media';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CASEMENT_CONFIG, type CasementConfig } from '../config/config.js';
import { LiveStates, type StateChange } from '../events/live-states.js';
import { problems } from '../errors/problems.js';
import { MediaPlane } from '../media/media-plane.js';
import { CLOCK, type Clock } from '../net/clock.js';
import { StreamUnavailableError } from '../net/stream-requester.js';
import type { ListedCamera } from '../recorders/camera-list.js';
import { ListenerSet } from '../recorders/listener-set.js';
import type { NvrRecorder } from '../recorders/nvr-recorder.js';
import { RecorderDirectory } from '../recorders/recorder-directory.js';
import type { CloseReason, DirectoryChange } from '../recorders/recorder-directory.js';
import type { LiveCamera, LiveCameras, LiveViewer, LiveWatch } from '../viewing/live-cameras.js';
import { CameraMemory, lastVideo } from './camera-memory.js';
import { cameraView } from './camera-view.js';
import { CameraStream } from './camera-stream.js';
import { recorderRemoved, removedWatch } from './removed-recorder.js';
import { ScopedSupply } from './scoped-supply.js';
import { hasAudio } from './sound-words.js';
import { TransportMemory } from './transport-memory.js';

/** Silence is noticed after 15 s; packets do not come by here. */
const tickMs = 250;
/** Figures of a camera that is watched are told once a second. */
const figuresMs = 1_000;

/** The streams of one recorder. */
type RecorderStreams = {
  readonly memory: TransportMemory;
  readonly byCamera: Map<number, CameraStream>;
};

/** The live streams of all cameras: one upstream each, however many watch. */
@Injectable()
export class LiveService
  implements LiveCameras, LiveStates, OnApplicationBootstrap, BeforeApplicationShutdown
{
  readonly #logger = new Logger('LiveService');
  readonly #listeners = new ListenerSet<StateChange>((error) => this.#bug(error));
  readonly #recorders = new Map<string, RecorderStreams>();
  readonly #stops: (() => void)[] = [];

  constructor(
    @Inject(CASEMENT_CONFIG) private readonly config: CasementConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly directory: RecorderDirectory,
    private readonly media: MediaPlane,
    private readonly memory: CameraMemory,
  ) {
    this.directory.beforeClose((recorder, reason) => this.#stopStreams(recorder, reason));
    this.#stops.push(this.directory.onChange((change) => this.#directoryChanged(change)));
  }

  onApplicationBootstrap(): void {
    const tick = setInterval(() => this.#tick(), tickMs);
    const figures = setInterval(() => this.#tellFigures(), figuresMs);
    this.#stops.push(
      () => clearInterval(tick),
      () => clearInterval(figures),
    );
  }

  /** The streams themselves are stopped with their recorders. */
  async beforeApplicationShutdown(): Promise<void> {
    for (const stop of this.#stops.splice(0)) {
      stop();
    }
    await this.memory.settled();
  }

  /** All streams, with the recorder each belongs to. */
  get streams(): readonly { readonly recorder: string; readonly stream: CameraStream }[] {
    return [...this.#recorders].flatMap(([recorder, { byCamera }]) =>
      [...byCamera.values()].map((stream) => ({ recorder, stream })),
    );
  }

  find(recorder: string, camera: number): LiveCamera | 'unknown-recorder' | 'unknown-camera' {
    if (!this.directory.has(recorder)) {
      return 'unknown-recorder';
    }
    const found = this.directory.find(recorder);
    return found?.cameras.some(({ number }) => number === camera)
      ? this.#cameraOf(recorder, camera)
      : 'unknown-camera';
  }

  /** It may outlive the recorder, and be that of another one with this id. */
  #cameraOf(id: string, number: number): LiveCamera {
    const { memory, clock, directory } = this;
    const listed = () => directory.find(id)?.cameras.find((each) => each.number === number);
    return {
      recorder: id,
      number,
      get lastVideo() {
        return lastVideo(memory.of(id, number).known, listed());
      },
      get hasAudio() {
        const isOff = listed()?.sound.codec === 'off';
        return isOff ? 'no' : hasAudio(memory.of(id, number).known, clock.wallMs());
      },
      plane: () => this.#plane(id, number),
      watch: (options) => this.#watch(id, number, options?.counts ?? true),
    };
  }

  camerasOf(recorder: string): readonly Camera[] {
    const cameras = this.directory.find(recorder)?.cameras ?? [];
    return cameras.map((listed) => this.#view(recorder, listed));
  }

  snapshot(): ReturnType<LiveStates['snapshot']> {
    return this.directory.views.map((recorder) => ({
      recorder,
      cameras: this.camerasOf(recorder.id),
    }));
  }

  onChange(listener: (change: StateChange) => void): () => void {
    return this.#listeners.add(listener);
  }

  #plane(id: string, camera: number): ViewerPlane {
    const recorder = this.directory.find(id);
    if (recorder === undefined) {
      throw recorderRemoved(id);
    }
    try {
      return this.#streamOf(recorder, camera).plane;
    } catch (error) {
      throw error instanceof StreamUnavailableError
        ? problems.serviceUnavailable(`No viewer can be served now: ${error.message}.`, 1)
        : error;
    }
  }

  #watch(id: string, camera: number, counts: boolean): LiveWatch {
    const recorder = this.directory.find(id);
    if (recorder === undefined) {
      return removedWatch();
    }
    const stream = this.#streamOf(recorder, camera);
    const letGo = stream.watch(counts);
    const video = new ScopedSupply(stream.video);
    const audio = new ScopedSupply(stream.sound.supply);
    const viewers = new Set<LiveViewer>();
    let isOver = false;
    return {
      video,
      audio,
      start: (viewer) => {
        if (!isOver) {
          viewers.add(viewer);
          stream.add(viewer);
        }
      },
      leave: () => {
        isOver = true;
        viewers.forEach((viewer) => stream.remove(viewer));
        viewers.clear();
        video.end();
        audio.end();
        letGo();
      },
    };
  }

  #streamOf(recorder: NvrRecorder, camera: number): CameraStream {
    const { id } = recorder.config;
    let streams = this.#recorders.get(id);
    if (streams === undefined) {
      const remembered = this.memory.transportOf(id);
      const memory = new TransportMemory(remembered, this.clock.nowMs());
      streams = { memory, byCamera: new Map() };
      this.#recorders.set(id, streams);
    }
    const existing = streams.byCamera.get(camera);
    if (existing) {
      return existing;
    }
    const { lingerS, firstPacketMs, instantStart } = this.config.live;
    const stream = new CameraStream(recorder, {
      camera,
      media: this.media,
      clock: this.clock,
      memory: streams.memory,
      notes: this.memory.of(id, camera),
      settings: { lingerMs: lingerS * 1000, firstPacketMs, instantStart },
      onChange: () => this.#tellCamera(id, camera),
      onBug: (error) => this.#bug(error),
    });
    streams.byCamera.set(camera, stream);
    return stream;
  }

  async #stopStreams(recorder: NvrRecorder, reason: CloseReason): Promise<void> {
    const { id } = recorder.config;
    const streams = [...(this.#recorders.get(id)?.byCamera.values() ?? [])];
    if (reason !== 'replaced') {
      this.#recorders.delete(id);
    }
    await Promise.all(
      streams.map((stream) => (reason === 'replaced' ? stream.suspend() : stream.end())),
    );
    if (reason === 'removed' && !this.directory.has(id)) {
      // What came while they were ending was noted again.
      this.memory.forget(id);
    }
  }

  #directoryChanged(change: DirectoryChange): void {
    const { what, id } = change;
    switch (what) {
      case 'removed':
        this.memory.forget(id);
        this.#listeners.tell({ what: 'recorder-removed', id });
        break;
      case 'added':
        this.#tellRecorder(id);
        this.#tellCameras(id);
        break;
      case 'replaced':
        this.#resume(id);
        this.#tellRecorder(id);
        this.#tellCameras(id);
        break;
      case 'cameras':
        this.#tellCameras(id);
        break;
      case 'recorder':
        this.#tellRecorder(id);
        this.#tellActiveCameras(id);
        break;
    }
  }

  #resume(id: string): void {
    const recorder = this.directory.find(id);
    for (const stream of this.#recorders.get(id)?.byCamera.values() ?? []) {
      if (recorder) {
        stream.resume(recorder);
      }
    }
  }

  #tellRecorder(id: string): void {
    const recorder = this.directory.view(id);
    if (recorder) {
      this.#listeners.tell({ what: 'recorder', recorder });
    }
  }

  #tellCameras(id: string): void {
    for (const camera of this.camerasOf(id)) {
      this.#listeners.tell({ what: 'camera', recorder: id, camera });
    }
  }

  /** What a stream waits for may be something about the recorder. */
  #tellActiveCameras(id: string): void {
    for (const { camera, isActive } of this.#recorders.get(id)?.byCamera.values() ?? []) {
      if (isActive) {
        this.#tellCamera(id, camera);
      }
    }
  }

  #tellCamera(recorder: string, number: number): void {
    const listed = this.directory.find(recorder)?.cameras.find((one) => one.number === number);
    if (listed) {
      this.#listeners.tell({ what: 'camera', recorder, camera: this.#view(recorder, listed) });
    }
  }

  #view(recorder: string, listed: ListedCamera): Camera {
    const { known } = this.memory.of(recorder, listed.number);
    const stream = this.#recorders.get(recorder)?.byCamera.get(listed.number);
    const abilities = this.directory.find(recorder)?.control.abilities;
    return cameraView(listed, known, stream?.live, abilities?.mayMove(listed.number) === false);
  }

  #tick(): void {
    const nowMs = this.clock.nowMs();
    for (const { byCamera } of this.#recorders.values()) {
      for (const stream of byCamera.values()) {
        if (stream.isActive) {
          stream.tick(nowMs);
        }
      }
    }
  }

  #tellFigures(): void {
    for (const { recorder, stream } of this.streams) {
      if (stream.isActive && stream.viewers > 0) {
        this.#tellCamera(recorder, stream.camera);
      }
    }
  }

  #bug(error: unknown): void {
    this.#logger.error({ err: error, msg: 'an unexpected error' });
  }
}
