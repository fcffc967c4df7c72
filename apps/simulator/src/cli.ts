import { rename, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { alarmDestinationSchema } from './alarms/alarm-request.js';
import type { AlarmDestination } from './alarms/alarm-request.js';
import { loadScenario } from './load-scenario.js';
import { ScenarioError } from './scenario-error.js';
import type { Scenario } from './scenario.js';
import { Simulator } from './simulator.js';

const usage =
  'usage: node main.js --scenario FILE [--cache-dir DIR] [--ready-file FILE] [--alarms HOST:PORT]…\n' +
  '  --scenario    the recorder, its cameras and troubles (YAML or JSON, see docs/simulator.md)\n' +
  '  --cache-dir   where footage and the certificate are kept; default: tmp/footage\n' +
  '  --ready-file  written with all addresses (JSON) once everything listens\n' +
  '  --alarms      who gets alarms, instead of those in the scenario; may come several times, in this order\n';

const defaultCacheDir = 'tmp/footage';

/** What the command line needs from the process. */
export type CliOptions = {
  /** Everything behind the program's name. */
  readonly args: readonly string[];
  readonly writeOutput: (text: string) => void;
  readonly writeError: (text: string) => void;
  /** Aborted when the process is asked to end. */
  readonly signal: AbortSignal;
};

/** Arguments that mean nothing. */
class UsageError extends Error {
  override readonly name = 'UsageError';
}

type Arguments = {
  readonly scenario: string;
  readonly cacheDir: string;
  readonly readyFile: string | undefined;
  /** `undefined`: those of the scenario. */
  readonly alarms: readonly AlarmDestination[] | undefined;
};

/**
 * Runs the simulator until the signal. Writes one line of JSON per thing that happens.
 *
 * @returns the exit code: 0 ended as asked, 1 could not start, 2 wrong arguments or scenario, so that
 * starting it again would not help
 */
export async function runCli(options: CliOptions): Promise<number> {
  try {
    await run(readArguments(options.args), options);
    return 0;
  } catch (error) {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    options.writeError(`${text}\n`);
    return error instanceof UsageError || error instanceof ScenarioError ? 2 : 1;
  }
}

function readArguments(args: readonly string[]): Arguments {
  const {
    scenario,
    'cache-dir': cacheDir = defaultCacheDir,
    'ready-file': readyFile,
    alarms,
  } = parse(args);
  if (scenario === undefined) {
    throw new UsageError(`--scenario is missing\n${usage}`);
  }
  return { scenario, cacheDir, readyFile, alarms: alarms?.map(readDestination) };
}

/** `HOST:PORT`, the host of an IPv6 address in brackets. */
function readDestination(text: string): AlarmDestination {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? [];
  const result = alarmDestinationSchema.safeParse({
    host: bracketed ?? plain,
    port: Number(port),
  });
  if (!result.success) {
    throw new UsageError(`--alarms ${text}; expected HOST:PORT\n${usage}`);
  }
  return result.data;
}

function parse(args: readonly string[]) {
  try {
    const options = {
      scenario: { type: 'string' },
      'cache-dir': { type: 'string' },
      'ready-file': { type: 'string' },
      alarms: { type: 'string', multiple: true },
    } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${reason}\n${usage}`, { cause: error });
  }
}

async function run(
  { scenario: file, cacheDir, readyFile, alarms }: Arguments,
  { writeOutput, signal }: CliOptions,
): Promise<void> {
  const report = (event: string, values: object = {}): void =>
    writeOutput(`${JSON.stringify({ event, ...values })}\n`);
  const scenario = withDestinations(await loadScenario(file), alarms);
  report('starting', { scenario: scenario.name, cameras: scenario.cameras.length });
  const onProgress = (progress: object): void => report('footage', progress);
  const starting = Simulator.start(scenario, { cacheDir, onProgress, signal });
  const simulator = await starting.catch((error: unknown) => {
    if (signal.aborted) {
      return undefined;
    }
    throw error;
  });
  if (simulator !== undefined) {
    const ready = { ...simulator.urls, fingerprint256: simulator.fingerprint256, pid: process.pid };
    if (readyFile !== undefined) {
      await writeReadyFile(readyFile, ready);
    }
    report('ready', ready);
    await untilAborted(signal);
    report('closing');
    await simulator.close();
  }
  report('closed');
}

function withDestinations(
  scenario: Scenario,
  destinations: readonly AlarmDestination[] | undefined,
): Scenario {
  return destinations === undefined
    ? scenario
    : { ...scenario, alarms: { ...scenario.alarms, destinations: [...destinations] } };
}

/** Renamed into place, so that whoever waits for the file never reads half of it. */
async function writeReadyFile(file: string, ready: object): Promise<void> {
  await writeFile(`${file}.part`, `${JSON.stringify(ready)}\n`);
  await rename(`${file}.part`, file);
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
    }
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
