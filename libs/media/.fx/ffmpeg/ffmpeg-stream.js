import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import { MediaError } from '../errors/media-error.js';
import { childCpuSeconds } from './child-cpu.js';
import { ffmpegArguments } from './ffmpeg-command.js';
import { FfmpegReport } from './ffmpeg-report.js';
import { cannotStart } from './find-ffmpeg.js';
import { InputQueue } from './input-queue.js';
import { runningChildren } from './running-children.js';
/** Whoever looks at the picture goes first. */
const niceness = 5;
/** How often a hang is looked for, at most. */
const checkMs = 500;
/** Lines of ffmpeg's log that go into a reason. */
const reasonLines = 3;
/**
 * A live ffmpeg: it is fed as pictures and sound come, and its output is handed on as it comes. It never makes its
 * feeder wait: what it is too slow for is refused by `write`. It ends by itself, by `stop`, by a hang or by
 * nonsense in its output, and then no process is left.
 */
export class FfmpegStream {
    #options;
    #report = new FfmpegReport();
    #done;
    #child;
    #input;
    #ending;
    #inputEnded = false;
    /** Since when there is input that no output followed. */
    #unansweredMs;
    #hangTimer;
    #killTimer;
    #outputBytes = 0;
    /** Starts ffmpeg. Nothing is thrown: what goes wrong is an end. */
    constructor(options) {
        this.#options = options;
        this.#done = this.#run();
    }
    /** ffmpeg's last lines so far, at most 40. */
    get lines() {
        return this.#report.lines;
    }
    /** Of the process; `undefined` before and behind its life. */
    get pid() {
        return this.#child?.pid;
    }
    /** Bytes that wait for ffmpeg. */
    get queuedBytes() {
        return this.#input?.queuedBytes ?? 0;
    }
    /** Bytes that came out of it. */
    get outputBytes() {
        return this.#outputBytes;
    }
    /** Seconds on a core that the process has used; `undefined` where that cannot be known. */
    get cpuSeconds() {
        return childCpuSeconds(this.#child?.pid);
    }
    /**
     * Feeds ffmpeg. The bytes must not be changed afterwards.
     *
     * @returns false: ffmpeg is too slow, or has ended, and nothing was taken. What a decoder cannot do without its
     *   predecessors is then to be left out by the caller.
     */
    write(bytes) {
        if (this.#input === undefined || this.#inputEnded || !this.#input.write(bytes)) {
            return false;
        }
        this.#unansweredMs ??= performance.now();
        return true;
    }
    /** The input is over: ffmpeg writes what it still holds, and ends. */
    end() {
        if (!this.#inputEnded) {
            this.#inputEnded = true;
            this.#unansweredMs ??= performance.now();
            this.#child?.stdin?.end();
        }
    }
    /** Ends ffmpeg. Resolves when no process runs any more. */
    stop() {
        this.#abort('stopped');
        return this.#done;
    }
    async #run() {
        let end;
        try {
            const code = await this.#process();
            end = this.#judge(code);
        }
        catch (error) {
            const reason = error instanceof Error ? error.message : String(error);
            const isStopped = this.#ending === 'stopped';
            end = isStopped ? { outcome: 'stopped', reason: '' } : { outcome: 'unavailable', reason };
            // Some failures to start show at once: nobody is called before the constructor has returned.
            await Promise.resolve();
        }
        clearInterval(this.#hangTimer);
        clearTimeout(this.#killTimer);
        this.#child = undefined;
        this.#input = undefined;
        this.#options.onEnd(end);
    }
    /** Resolves with the exit code, or the signal, when the process and its pipes are gone. */
    #process() {
        const { ffmpegPath, command, maxQueuedBytes, maxQueuedMs } = this.#options;
        const child = spawn(ffmpegPath, ffmpegArguments(command), { windowsHide: true });
        this.#child = child;
        runningChildren.add(child);
        lowerPriority(child.pid);
        this.#input = new InputQueue(child.stdin, { maxQueuedBytes, maxQueuedMs });
        child.stdout.on('data', (chunk) => this.#output(chunk));
        child.stderr.on('data', (chunk) => this.#report.push(chunk));
        this.#hangTimer = setInterval(() => this.#lookForHang(), Math.min(checkMs, this.#hangMs));
        this.#hangTimer.unref();
        return new Promise((resolve, reject) => {
            child.once('error', (error) => {
                runningChildren.delete(child);
                reject(cannotStart(ffmpegPath, error));
            });
            child.once('close', (code, signal) => {
                runningChildren.delete(child);
                this.#report.end();
                resolve(code ?? signal ?? 'SIGKILL');
            });
        });
    }
    get #hangMs() {
        return this.#options.hangMs ?? 10_000;
    }
    #output(chunk) {
        if (this.#ending !== undefined) {
            return;
        }
        this.#unansweredMs = undefined;
        this.#outputBytes += chunk.length;
        try {
            this.#options.onOutput(chunk);
        }
        catch (error) {
            const reason = error instanceof Error ? error.message : String(error);
            this.#abort(new MediaError('process', reason, {}, { cause: error }));
        }
    }
    #lookForHang() {
        const since = this.#unansweredMs;
        if (since !== undefined && performance.now() - since >= this.#hangMs) {
            const seconds = this.#hangMs / 1000;
            const message = `ffmpeg hangs: input, but no output for ${seconds} s`;
            this.#abort(new MediaError('process', message, { seconds }));
        }
    }
    #abort(reason) {
        const child = this.#child;
        if (this.#ending !== undefined) {
            return;
        }
        this.#ending = reason;
        if (child === undefined || !runningChildren.has(child)) {
            return;
        }
        if (reason !== 'stopped') {
            // What hangs, or is no ffmpeg, is not asked.
            child.kill('SIGKILL');
            return;
        }
        // It would write its end into a pipe that nobody reads any more, were it asked by the end of its input.
        child.kill('SIGTERM');
        this.#killTimer = setTimeout(() => child.kill('SIGKILL'), this.#options.graceMs ?? 1000);
    }
    #judge(code) {
        if (this.#ending === 'stopped') {
            return { outcome: 'stopped', reason: '' };
        }
        if (this.#ending !== undefined) {
            return { outcome: 'failed', reason: this.#ending.message };
        }
        if (code === 0 && this.#inputEnded) {
            return { outcome: 'finished', reason: '' };
        }
        const how = typeof code === 'number' ? `ended with exit code ${code}` : `was ended by ${code}`;
        const tail = this.lines.slice(-reasonLines).join(' | ');
        return { outcome: 'failed', reason: `ffmpeg ${how}: ${tail || 'it said nothing'}` };
    }
}
/** A process that is gone already, or a system that does not let us, is no reason to do without. */
function lowerPriority(pid) {
    try {
        if (pid !== undefined) {
            setPriority(pid, niceness);
        }
    }
    catch {
        // Its priority stays as it is.
    }
}
