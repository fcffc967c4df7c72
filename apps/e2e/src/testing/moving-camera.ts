import type { PtzView } from '@casement/simulator/pictures';
import type { Demo } from './demo.js';
import { until } from './until.js';

/** A command of camera control as the simulated recorder took it. */
export type TakenCommand = {
  readonly atMs: number;
  readonly command: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** Milliseconds since the one before. */
  readonly sinceLastMs: number | null;
  readonly status: number;
};

/** What the simulated recorder says of one camera. */
export type MovingCameraState = {
  readonly view: PtzView;
  readonly moving: boolean;
  readonly counters: { readonly tooSoon: number; readonly ranOut: number };
  readonly commands: readonly TakenCommand[];
};

type PtzReport = Omit<MovingCameraState, 'commands'> & {
  readonly camera: number;
  readonly commands: readonly (Omit<TakenCommand, 'atMs'> & { readonly time: string })[];
};

const unasked = { counters: { tooSoon: 0, ranOut: 0 }, commands: [], moving: false };

/** Speeds as the recorder has them: pan to the right, tilt **down**, zoom in. */
export type Steps = readonly [pan: number, tilt: number, zoom: number];

export const standing: Steps = [0, 0, 0];

/** The recorder's side of one camera: which commands came, and what it did. */
export class MovingCamera {
  readonly #demo: Demo;
  readonly #number: number;
  #seen = 0;

  constructor(demo: Demo, number: number) {
    this.#demo = demo;
    this.#number = number;
  }

  async state(): Promise<MovingCameraState> {
    const { ptz } = (await this.#demo.control('GET', 'state')) as { ptz: readonly PtzReport[] };
    const found = ptz.find(({ camera }) => camera === this.#number);
    return {
      ...(found ?? { ...unasked, view: {} as PtzView }),
      commands: (found?.commands ?? []).map((each) => ({ ...each, atMs: Date.parse(each.time) })),
    };
  }

  /** From now on `commands` answers what comes after this moment. */
  async mark(): Promise<void> {
    this.#seen = (await this.state()).commands.length;
  }

  /** The commands since `mark`, in order. */
  async commands(): Promise<readonly TakenCommand[]> {
    return (await this.state()).commands.slice(this.#seen);
  }

  /** Waits for commands since `mark`. */
  untilCommands(
    what: string,
    wanted: (commands: readonly TakenCommand[]) => boolean,
  ): Promise<readonly TakenCommand[]> {
    return until(
      `camera ${this.#number}: ${what}`,
      15_000,
      async () => {
        const commands = await this.commands();
        return wanted(commands) && commands;
      },
      () => this.commands(),
    );
  }

  /** Waits until it was told to stand, after whatever else since `mark`. */
  untilTold(steps: Steps): Promise<readonly TakenCommand[]> {
    return this.untilCommands(`to be told ${steps.join(' ')}`, (commands) => {
      const last = commands.at(-1);
      return last !== undefined && stepsOf(last).join() === steps.join();
    });
  }

  /** Waits until it rests. */
  untilResting(): Promise<MovingCameraState> {
    return until(`camera ${this.#number} to rest`, 15_000, async () => {
      const state = await this.state();
      return !state.moving && state;
    });
  }

  /** Puts it somewhere at once. */
  async put(view: Partial<PtzView>): Promise<void> {
    await this.#demo.control('POST', 'actions/set-ptz', { camera: this.#number, ...view });
  }
}

/** The speeds of a movement. */
export function stepsOf({ values: { pan, tilt, zoom } }: TakenCommand): Steps {
  return [Number(pan), Number(tilt), Number(zoom)];
}
