import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { until } from './until.js';

const root = join(import.meta.dirname, '..', '..', '..', '..');

type DemoState = {
  readonly pids: Readonly<Record<string, number>>;
  readonly simulator: {
    readonly controlUrl: string;
    readonly cameras: readonly { number: number; name: string }[];
  } | null;
  readonly port: number;
  readonly password: string;
};

/** Where the processes run: on loopback, or in a network namespace behind a cable that can be pulled. */
export type DemoPlace = {
  readonly host: string;
  readonly prefix: readonly string[];
  readonly announce: readonly string[];
};

export const onLoopback: DemoPlace = { host: '127.0.0.1', prefix: [], announce: [] };

/** `./casement demo` as a process: simulator, gateway and page, each of which a test may kill. */
export class Demo {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #output: string[];
  readonly url: string;

  private constructor(child: ChildProcess, folder: string, output: string[], url: string) {
    this.#child = child;
    this.#folder = folder;
    this.#output = output;
    this.url = url;
  }

  /** @param options.footage a film file for camera 1 */
  static async start(options: {
    scenario: string;
    place?: DemoPlace;
    footage?: string | undefined;
  }): Promise<Demo> {
    const place = options.place ?? onLoopback;
    const folder = mkdtempSync(join(tmpdir(), 'casement-e2e-'));
    const port = await freePort();
    const command = [
      ...place.prefix,
      process.execPath,
      join(root, 'tools', 'demo.mjs'),
      '--port',
      String(port),
      '--host',
      '0.0.0.0',
      '--scenario',
      join(root, 'scenarios', options.scenario),
      '--data-dir',
      join(folder, 'data'),
      '--state-file',
      join(folder, 'state.json'),
      ...(options.footage === undefined ? [] : ['--footage', options.footage]),
      ...place.announce.flatMap((address) => ['--announce', address]),
    ];
    const [program = '', ...args] = command;
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const output: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output.push(text);
        output.splice(0, Math.max(0, output.length - 400));
      });
    }
    const demo = new Demo(child, folder, output, `http://${place.host}:${port}/`);
    await until(
      'the demo',
      300_000,
      () => {
        if (child.exitCode !== null) {
          throw new Error(`the demo ended with code ${child.exitCode}:\n${demo.output}`);
        }
        return demo.output.includes('Casement is running');
      },
      () => demo.output.slice(-2000),
    );
    return demo;
  }

  get output(): string {
    return this.#output.join('');
  }

  get state(): DemoState {
    return JSON.parse(readFileSync(join(this.#folder, 'state.json'), 'utf8')) as DemoState;
  }

  get password(): string {
    return this.state.password;
  }

  /** Ends one part without warning and resolves when the supervisor has started its successor. */
  async kill(part: 'simulator' | 'gateway'): Promise<void> {
    const pid = this.state.pids[part];
    if (pid === undefined) {
      throw new Error(`the ${part} does not run`);
    }
    process.kill(pid, 'SIGKILL');
    await until(`a new ${part}`, 30_000, () => {
      const next = this.state.pids[part];
      return next !== undefined && next !== pid;
    });
  }

  /** Ends everything; resolves to the exit code. */
  async stop(): Promise<number | null> {
    const ended = new Promise<number | null>((resolve) => this.#child.once('exit', resolve));
    if (this.#child.exitCode === null) {
      this.#child.kill('SIGTERM');
      await ended;
    }
    rmSync(this.#folder, { recursive: true, force: true });
    return this.#child.exitCode;
  }
}
