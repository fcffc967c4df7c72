import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { ptzPaths } from '@casement/contract';
import { CameraDriver } from './camera-driver.js';
import type { Demo } from './demo.js';
import { MovingCamera } from './moving-camera.js';
import { PlaybackHouse } from './playback-house.js';
import type { PlaybackRecorder } from './playback-recorder.js';
import { until } from './until.js';

/** The demo with the cameras of the scenario `test-ptz`, and everybody who may want to steer them. */
export class ControlHouse {
  readonly #house: PlaybackHouse;
  /** Operators. */
  readonly ann: CameraDriver;
  readonly bob: CameraDriver;
  /** A viewer. */
  readonly eve: CameraDriver;
  /** An administrator. */
  readonly root: CameraDriver;
  /** Camera 1, of 16 steps. */
  readonly quay: MovingCamera;
  /** Camera 2, of 256 steps. */
  readonly roof: MovingCamera;

  private constructor(house: PlaybackHouse, drivers: readonly CameraDriver[]) {
    this.#house = house;
    [this.ann, this.bob, this.eve, this.root] = drivers as [
      CameraDriver,
      CameraDriver,
      CameraDriver,
      CameraDriver,
    ];
    this.quay = new MovingCamera(house.demo, 1);
    this.roof = new MovingCamera(house.demo, 2);
  }

  get demo(): Demo {
    return this.#house.demo;
  }

  get recorder(): PlaybackRecorder {
    return this.#house.recorder;
  }

  static async start(): Promise<ControlHouse> {
    const house = await PlaybackHouse.start('test-ptz.yaml');
    try {
      const drivers: CameraDriver[] = [];
      for (const [name, role] of [
        ['ann', 'operator'],
        ['bob', 'operator'],
        ['eve', 'viewer'],
        ['root', 'administrator'],
      ] as const) {
        drivers.push(await CameraDriver.admit(house.demo, name, role));
      }
      return new ControlHouse(house, drivers);
    } catch (error) {
      await house.stop();
      throw error;
    }
  }

  /** Nobody drives, everything stands, and what came before is over. */
  async settle(): Promise<void> {
    for (const driver of [this.ann, this.bob, this.eve, this.root]) {
      driver.cut();
      driver.states.length = 0;
      driver.refusals.length = 0;
    }
    await this.recorder.faults();
    await this.root.connect();
    for (const camera of [1, 2, 3, 4]) {
      // Waiting for the end of a lease would cost five seconds for each test.
      if ((await this.root.state(camera)).driver !== null) {
        await this.root.ask('POST', ptzPaths.take('demo', camera));
        await this.root.say(camera, {});
      }
    }
    this.root.cut();
    for (const camera of [1, 2, 3, 4]) {
      await this.untilNobodyDrives(camera);
    }
    await Promise.all([this.quay.mark(), this.roof.mark()]);
  }

  async untilNobodyDrives(camera: number): Promise<void> {
    let last: unknown;
    await until(
      `nobody to drive camera ${camera}`,
      20_000,
      async () => {
        const state = await this.eve.state(camera);
        last = state;
        return state.driver === null && !state.moving;
      },
      () => last,
    );
  }

  /** The gateway ends, and is there again. */
  async restart(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    await this.demo.kill('gateway', signal);
    await this.demo.untilAnswers();
    await this.untilOnline();
  }

  /** Adds the simulated recorder once more, as another one. */
  addRecorder(id: string, change: object): Promise<void> {
    return this.#house.addRecorder(id, change);
  }

  untilOnline(): Promise<void> {
    return this.#house.untilOnline('demo');
  }

  /** What the audit has of one camera: who, what, which way, why. */
  audit(camera: number): readonly string[] {
    const file = join(this.demo.dataDir, 'casement.db');
    const database = new DatabaseSync(file, { readOnly: true });
    const rows = database
      .prepare('select username, action, outcome, detail from audit_entries order by id')
      .all() as { username: string; action: string; outcome: string; detail: string }[];
    database.close();
    return rows.flatMap(({ username, action, outcome, detail }) => {
      const { n, direction, why } = (JSON.parse(detail) ?? {}) as Record<
        string,
        string | undefined
      >;
      const words = [username, action, direction, why, outcome === 'done' ? undefined : outcome];
      return String(n) === String(camera)
        ? [words.filter((word) => word !== undefined).join(' ')]
        : [];
    });
  }

  stop(): Promise<unknown> {
    return this.#house.stop();
  }
}
