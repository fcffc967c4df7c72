import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { until } from './until.js';

const root = join(import.meta.dirname, '..', '..', '..', '..');

type DemoState = {
  readonly pids: Readonly<Record<string, number>>;
  readonly simulator: {
    readonly httpUrl: string;
    readonly controlUrl: string;
    readonly username: string;
    readonly password: string;
    readonly cameras: readonly { number: number; name: string }[];
  } | null;
  readonly port: number;
  readonly password: string;
  /** Where the gateway takes alarms. */
  readonly alarms: { readonly host: string; readonly port: number };
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
  readonly #origin: string;
  #basePath = '/';
  #configuration: Record<string, object> | undefined;

  private constructor(child: ChildProcess, folder: string, output: string[], origin: string) {
    this.#child = child;
    this.#folder = folder;
    this.#output = output;
    this.#origin = origin;
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
      // A wall that turns to alarms by itself would be another one than the test opened.
      '--calm',
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
    const demo = new Demo(child, folder, output, `http://${place.host}:${port}`);
    try {
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
    } catch (error) {
      await demo.stop();
      throw error;
    }
    return demo;
  }

  /** Where the gateway answers, with the base path of its configuration. */
  get url(): string {
    return this.#origin + this.#basePath;
  }

  get output(): string {
    return this.#output.join('');
  }

  get state(): DemoState {
    return JSON.parse(readFileSync(join(this.#folder, 'state.json'), 'utf8')) as DemoState;
  }

  /** Where the gateway keeps its database and files. */
  get dataDir(): string {
    return join(this.#folder, 'data');
  }

  get password(): string {
    return this.state.password;
  }

  /**
   * Ends one part and resolves when the supervisor has started its successor.
   *
   * @param signal without warning unless said otherwise
   */
  async kill(
    part: 'simulator' | 'gateway',
    signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL',
  ): Promise<void> {
    const pid = this.state.pids[part];
    if (pid === undefined) {
      throw new Error(`the ${part} does not run`);
    }
    process.kill(pid, signal);
    await until(`a new ${part}`, 30_000, () => {
      const next = this.state.pids[part];
      return next !== undefined && next !== pid;
    });
  }

  /**
   * Starts the gateway again with another configuration: the keys of `change` replace those of the same name in
   * their sections, and what an earlier call changed is as it was before.
   */
  async reconfigure(change: Readonly<Record<string, object>>): Promise<void> {
    const file = join(this.dataDir, 'casement.yaml');
    this.#configuration ??= JSON.parse(readFileSync(file, 'utf8')) as Record<string, object>;
    const next = { ...this.#configuration };
    for (const [section, keys] of Object.entries(change)) {
      next[section] = { ...next[section], ...keys };
    }
    writeFileSync(file, JSON.stringify(next, null, 2));
    const { basePath } = (next['server'] ?? {}) as { basePath?: string };
    this.#basePath = basePath ?? '/';
    // In peace: a gateway that signs out leaves no streams behind that would run into its successor's ports.
    await this.kill('gateway', 'SIGTERM');
    await this.untilAnswers();
  }

  /** Resolves when the gateway, which was started again, answers. */
  async untilAnswers(): Promise<void> {
    await until(
      'the gateway to answer',
      30_000,
      () =>
        fetch(new URL('healthz', this.url)).then(
          ({ ok }) => ok,
          () => false,
        ),
      () => this.output.slice(-2000),
    );
  }

  /** The value of the cookie of somebody who is signed in as administrator. */
  async cookie(): Promise<string> {
    const answer = await fetch(new URL('api/v1/auth/login', this.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'admin', password: this.password }),
    });
    const cookie = answer.headers.get('set-cookie')?.split(';')[0];
    if (!answer.ok || cookie === undefined) {
      throw new Error(`signing in was answered with ${answer.status}; expected a cookie`);
    }
    return cookie;
  }

  /** Asks the simulator's control port, such as `faults`. */
  async control(method: 'GET' | 'PUT' | 'POST', path: string, body?: unknown): Promise<unknown> {
    const { controlUrl } = this.state.simulator!;
    const answer = await fetch(new URL(path, controlUrl), {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) {
      throw new Error(
        `${method} ${path} was answered with ${answer.status}: ${await answer.text()}`,
      );
    }
    return answer.json();
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
