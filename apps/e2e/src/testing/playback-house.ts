import type { Playback } from '@casement/contract';
import { Demo } from './demo.js';
import { PlaybackClient } from './playback-client.js';
import { PlaybackRecorder } from './playback-recorder.js';
import type { PlaybackWatch } from './playback-watch.js';
import { until } from './until.js';

/** One playback and who looks at its cameras. */
export type OpenPlayback = {
  readonly id: string;
  readonly playback: Playback;
  /** By camera number. */
  readonly watches: ReadonlyMap<number, PlaybackWatch>;
  /** Of its first camera. */
  readonly watch: PlaybackWatch;
};

const hourMs = 3_600_000;

/** The demo with recordings, and somebody who is signed in. */
export class PlaybackHouse {
  readonly demo: Demo;
  readonly client: PlaybackClient;
  readonly recorder: PlaybackRecorder;
  /** When it was started, a whole second: what tests take for "now". */
  readonly startedMs: number;
  readonly #open = new Set<string>();
  #used = 0;

  private constructor(demo: Demo, client: PlaybackClient) {
    this.demo = demo;
    this.client = client;
    this.recorder = new PlaybackRecorder(demo);
    this.startedMs = Math.floor(Date.now() / 1000) * 1000;
  }

  static async start(scenario = 'test-playback.yaml'): Promise<PlaybackHouse> {
    const demo = await Demo.start({ scenario });
    try {
      const house = new PlaybackHouse(demo, new PlaybackClient(demo.url, await demo.cookie()));
      await house.untilOnline('demo');
      return house;
    } catch (error) {
      await demo.stop();
      throw error;
    }
  }

  /** Plays a camera from a time on; resolves when it runs. */
  async playing(camera: number, startMs: number, recorder = 'demo'): Promise<OpenPlayback> {
    const open = await this.open([camera], startMs, { recorder });
    await this.client.command(open.id, { command: 'play' });
    await open.watch.until('it runs', ({ clock }) => clock?.running);
    return open;
  }

  /** Somebody else who is signed in. */
  async somebodyElse(): Promise<PlaybackClient> {
    return new PlaybackClient(this.demo.url, await this.demo.cookie());
  }

  /** Adds the simulated recorder once more, as another one. */
  async addRecorder(id: string, change: object = {}): Promise<void> {
    const { httpUrl, username, password } = this.demo.state.simulator!;
    const settings = { url: httpUrl, username, password, pacing: { controlMs: 200, ptzMs: 200 } };
    // A test that is tried a second time has added it already.
    await this.client.ask('DELETE', `api/v1/recorders/${id}`);
    const { status, bytes } = await this.client.ask('POST', 'api/v1/recorders', {
      id,
      ...settings,
      ...change,
    });
    if (status !== 201) {
      throw new Error(`adding a recorder was answered with ${status}: ${bytes.toString()}`);
    }
    await this.untilOnline(id);
  }

  async untilOnline(id: string): Promise<void> {
    let last: unknown;
    await until(
      `recorder ${id} to be online`,
      30_000,
      async () => {
        const { body } = await this.client.ask('GET', 'api/v1/recorders');
        last = body;
        return (body as { id: string; state: string }[]).some(
          (recorder) => recorder.id === id && recorder.state === 'online',
        );
      },
      () => last,
    );
  }

  /** A whole second a day or more ago, around which nothing was played back yet. */
  untouchedTime(): number {
    this.#used += 1;
    return this.startedMs - 30 * hourMs - this.#used * (hourMs / 4);
  }

  /** A playback at a time, looked at; resolves when the first picture of each camera is there. */
  async open(
    cameras: readonly number[],
    atMs: number,
    more: { recorder?: string; with?: string; audio?: boolean; wait?: boolean } = {},
  ): Promise<OpenPlayback> {
    const { recorder = 'demo', audio = false, wait = true } = more;
    const playback = await this.client.create({
      recorder,
      cameras: [...cameras],
      at: new Date(atMs).toISOString(),
      ...(more.with === undefined ? {} : { with: more.with }),
    });
    const { id } = playback;
    this.#open.add(id);
    const watches = new Map<number, PlaybackWatch>();
    for (const camera of cameras) {
      watches.set(camera, await this.client.watch(id, camera, { audio }));
    }
    if (wait) {
      for (const [camera, watch] of watches) {
        await watch.until(`a picture of camera ${camera}`, ({ gops }) => gops.length > 0);
      }
    }
    return { id, playback, watches, watch: watches.get(cameras[0]!)! };
  }

  /** Ends what is still open. */
  async endAll(): Promise<void> {
    for (const id of this.#open) {
      await this.client.ask('DELETE', `api/v1/playbacks/${id}`);
    }
    this.#open.clear();
  }

  stop(): Promise<unknown> {
    return this.demo.stop();
  }
}
