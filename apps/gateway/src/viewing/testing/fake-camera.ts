import type { Transcodings } from '@casement/contract';
import type { MediaUnit, ViewerPlane } from '@casement/media';
import { LiveCameras } from '../live-cameras.js';
import type {
  AudioFormat,
  LiveCamera,
  LiveViewer,
  LiveWatch,
  VideoFormat,
} from '../live-cameras.js';
import { type PieceListener, type RemuxInput, ViewConversions } from '../view-conversions.js';
import { FakeSupply } from './fake-supply.js';

/** Formats as cameras have them. */
export const formats = {
  h264: { codec: 'h264', width: 640, height: 360, reorders: false, codecString: 'avc1.42c01e' },
  h265: {
    codec: 'h265',
    width: 640,
    height: 360,
    reorders: false,
    codecString: 'hvc1.1.6.L63.B0',
  },
  jpeg: { codec: 'jpeg', width: 640, height: 360, reorders: false, codecString: 'jpeg' },
} as const satisfies Record<string, VideoFormat>;

/** A camera without recorder. */
export class FakeCamera implements LiveCamera {
  readonly recorder = 'hq';
  readonly number: number;
  readonly video = new FakeSupply<VideoFormat>();
  readonly audio = new FakeSupply<AudioFormat>();
  lastVideo: LiveCamera['lastVideo'];
  hasAudio: LiveCamera['hasAudio'] = 'no';
  readonly #viewers = new Set<LiveViewer>();
  /** Holds on the camera. */
  watches = 0;

  constructor(number = 1) {
    this.number = number;
  }

  plane(): ViewerPlane {
    throw new Error('there is no plane in this test');
  }

  watch(): LiveWatch {
    this.watches += 1;
    let isOver = false;
    let own: LiveViewer | undefined;
    return {
      video: this.video,
      audio: this.audio,
      start: (viewer) => {
        own = viewer;
        this.#viewers.add(viewer);
      },
      leave: () => {
        if (!isOver) {
          isOver = true;
          this.watches -= 1;
          if (own) {
            this.#viewers.delete(own);
          }
        }
      },
    };
  }

  /** The camera is no longer there. */
  async end(reason: string): Promise<void> {
    await Promise.all([...this.#viewers].map((viewer) => viewer.close(reason)));
  }
}

/** Cameras of a recorder `hq`. */
export class FakeCameras extends LiveCameras {
  readonly cameras = [new FakeCamera(1), new FakeCamera(2)];

  find(recorder: string, number: number): LiveCamera | 'unknown-recorder' | 'unknown-camera' {
    return recorder === 'hq'
      ? (this.cameras.find((camera) => camera.number === number) ?? 'unknown-camera')
      : 'unknown-recorder';
  }
}

/** Conversions that a test fills by hand, the same for all cameras. */
export class FakeConversions extends ViewConversions {
  readonly made = {
    h264: new FakeSupply<VideoFormat>(formats.h264),
    mjpeg: new FakeSupply<VideoFormat>(formats.jpeg),
    opus: new FakeSupply<AudioFormat>({ codec: 'opus', sampleRateHz: 48_000, channels: 1 }),
    aac: new FakeSupply<AudioFormat>({ codec: 'aac', sampleRateHz: 48_000, channels: 1 }),
  };
  /** Why there is no room. */
  full: string | undefined;
  snapshots = 0;
  /** What was last asked to be made for HLS. */
  remuxed: { readonly input: RemuxInput; readonly listener: PieceListener } | undefined;
  /** What a snapshot becomes. */
  snapshotOf: (unit: MediaUnit, width: number | undefined) => Promise<Uint8Array> = () =>
    Promise.resolve(Buffer.from('a picture'));

  refusal(): string | undefined {
    return this.full;
  }

  h264(): FakeSupply<VideoFormat> {
    this.made.h264.refusal = this.full;
    return this.made.h264;
  }

  mjpeg(): FakeSupply<VideoFormat> {
    this.made.mjpeg.refusal = this.full;
    return this.made.mjpeg;
  }

  opus(): FakeSupply<AudioFormat> {
    return this.made.opus;
  }

  aac(): FakeSupply<AudioFormat> {
    return this.made.aac;
  }

  snapshot(unit: MediaUnit, options?: { readonly width?: number | undefined }) {
    this.snapshots += 1;
    return this.snapshotOf(unit, options?.width);
  }

  remux(_camera: LiveCamera, input: RemuxInput, listener: PieceListener): () => void {
    this.remuxed = { input, listener };
    const stops = [
      input.video.units({ unit: () => undefined }),
      input.audio?.units({ unit: () => undefined }),
    ];
    return () => stops.forEach((stop) => stop?.());
  }

  list(): Transcodings {
    return { jobs: [], budget: { maxJobs: 1, maxCores: 1 } };
  }
}
