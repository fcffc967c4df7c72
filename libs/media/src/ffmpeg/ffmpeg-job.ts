import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { MediaError } from '../errors/media-error.js';
import type { FfmpegCommand } from './ffmpeg-command.js';
import { ffmpegArguments } from './ffmpeg-command.js';
import type { FfmpegProgress } from './ffmpeg-report.js';
import { FfmpegReport } from './ffmpeg-report.js';
import { cannotStart } from './find-ffmpeg.js';
import { runningChildren } from './running-children.js';

/** What an {@link FfmpegJob} does and how long it may take. */
export type FfmpegJobOptions = {
  /** The program, see {@link FoundFfmpeg.path}. */
  readonly ffmpegPath: string;
  readonly command: FfmpegCommand;
  /** Read by an input with the source `pipe:0`. */
  readonly input?: Readable;
  /** Receives what is written to the target `pipe:1`; it is ended with the job. */
  readonly output?: Writable;
  /** The job fails after this time. Default 10 minutes. */
  readonly timeoutMs?: number;
  /** Time between asking ffmpeg to end (SIGTERM) and ending it (SIGKILL). Default 2 s. */
  readonly graceMs?: number;
  /** Called at most about twice a second, and at the end. */
  readonly onProgress?: (progress: FfmpegProgress) => void;
  /** Stops the job as {@link FfmpegJob.stop} does; covers the start too. */
  readonly signal?: AbortSignal;
};

/** How a job ended that did not fail: by itself, or because it was stopped. */
export type FfmpegResult = FfmpegProgress & {
  readonly outcome: 'finished' | 'stopped';
  /** ffmpeg's last lines: warnings, because the job did not fail. */
  readonly lines: readonly string[];
};

/** Lines of ffmpeg's log that go into an error message. */
const messageLines = 6;

/** One run of ffmpeg: started once, and ended by itself, by `stop`, by its time limit or by its signal. */
export class FfmpegJob {
  readonly #options: FfmpegJobOptions;
  readonly #report: FfmpegReport;
  #child: ChildProcess | undefined;
  #done: Promise<FfmpegResult> | undefined;
  #ending: 'stopped' | 'timeout' | undefined;
  #killTimer: NodeJS.Timeout | undefined;

  constructor(options: FfmpegJobOptions) {
    this.#options = options;
    this.#report = new FfmpegReport(options.onProgress);
  }

  /** ffmpeg's last lines so far, at most 40. */
  get lines(): readonly string[] {
    return this.#report.lines;
  }

  /**
   * Starts ffmpeg. The promise is settled when the process is gone; a second call returns the same promise.
   *
   * @throws {MediaError} kind `process`, with ffmpeg's last lines: not found, failed, or out of time.
   */
  start(): Promise<FfmpegResult> {
    this.#done ??= this.#run();
    return this.#done;
  }

  /** Ends the job, also one that was not started. Resolves when no process runs any more. */
  async stop(): Promise<void> {
    this.#end('stopped');
    await this.#done?.catch(() => undefined);
  }

  async #run(): Promise<FfmpegResult> {
    const { signal, timeoutMs = 600_000 } = this.#options;
    const onAbort = (): void => this.#end('stopped');
    if (signal?.aborted === true) {
      onAbort();
    }
    if (this.#ending !== undefined) {
      return this.#result('stopped');
    }
    signal?.addEventListener('abort', onAbort);
    const timer = setTimeout(() => this.#end('timeout'), timeoutMs);
    try {
      return await this.#process();
    } finally {
      signal?.removeEventListener('abort', onAbort);
      clearTimeout(timer);
      clearTimeout(this.#killTimer);
    }
  }

  async #process(): Promise<FfmpegResult> {
    const { ffmpegPath, command, input, output } = this.#options;
    const child = spawn(ffmpegPath, ffmpegArguments(command), {
      stdio: [input ? 'pipe' : 'ignore', output ? 'pipe' : 'ignore', 'pipe'],
      windowsHide: true,
    });
    this.#child = child;
    runningChildren.add(child);
    const closed = this.#untilClosed(child);
    const fed = child.stdin && input ? pipeline(input, child.stdin) : undefined;
    const drained = child.stdout && output ? pipeline(child.stdout, output) : undefined;
    // ffmpeg may end before it has read everything: its exit code says whether that is an error.
    fed?.catch(() => undefined);
    // Nobody wants the output any more.
    drained?.catch(() => child.kill('SIGKILL'));
    const code = await closed;
    await this.#delivered(drained, code);
    return this.#judge(code);
  }

  /** Resolves with the exit code, or the signal, when the process and its pipes are gone. */
  #untilClosed(child: ChildProcess): Promise<number | NodeJS.Signals> {
    return new Promise((resolve, reject) => {
      child.stderr?.on('data', (chunk: Uint8Array) => this.#report.push(chunk));
      child.once('error', (error) => {
        runningChildren.delete(child);
        reject(cannotStart(this.#options.ffmpegPath, error));
      });
      child.once('close', (code, signal) => {
        runningChildren.delete(child);
        this.#report.end();
        resolve(code ?? signal ?? 'SIGKILL');
      });
    });
  }

  /** Waits for the last bytes. An output that broke is the reason for whatever ffmpeg said after it. */
  async #delivered(drained: Promise<void> | undefined, code: number | string): Promise<void> {
    try {
      await drained;
    } catch (error) {
      if (this.#ending === undefined) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new MediaError(
          'process',
          `The output of ffmpeg cannot be written: ${reason}`,
          { code },
          { cause: error },
        );
      }
    }
  }

  #judge(code: number | NodeJS.Signals): FfmpegResult {
    // A process that was asked to end may still finish normally, and then nothing is missing.
    if (code === 0) {
      return this.#result(this.#ending === 'stopped' ? 'stopped' : 'finished');
    }
    if (this.#ending === 'stopped') {
      return this.#result('stopped');
    }
    const tail = this.lines.slice(-messageLines).join(' | ');
    const { timeoutMs = 600_000 } = this.#options;
    const what =
      this.#ending === 'timeout'
        ? `was ended after its time limit of ${timeoutMs / 1000} s`
        : `failed with ${typeof code === 'number' ? 'exit code ' : ''}${String(code)}`;
    throw new MediaError('process', `ffmpeg ${what}: ${tail || 'it said nothing'}`, { code });
  }

  #result(outcome: FfmpegResult['outcome']): FfmpegResult {
    return { ...this.#report.progress, outcome, lines: [...this.lines] };
  }

  #end(reason: 'stopped' | 'timeout'): void {
    if (this.#ending !== undefined) {
      return;
    }
    this.#ending = reason;
    const child = this.#child;
    if (child === undefined || !runningChildren.has(child)) {
      return;
    }
    child.kill('SIGTERM');
    const { graceMs = 2000 } = this.#options;
    this.#killTimer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  }
}
