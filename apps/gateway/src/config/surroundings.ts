import type { WallClock } from '../access/wall-clock.js';
import type { ConsoleWriter } from '../logging/console.js';
import type { ThreadLauncher } from '../media/thread-launcher.js';
import type { CasementConfig } from './config.js';

/** What the gateway is given from outside: its configuration, and what tests put something else for. */
export type Surroundings = {
  readonly config: CasementConfig;
  readonly wallClock: WallClock;
  readonly console: ConsoleWriter;
  /** How media threads are started; in this very thread when absent. */
  readonly mediaThreads?: ThreadLauncher | undefined;
};
