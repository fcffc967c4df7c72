import { StringDecoder } from 'node:string_decoder';
/** Lines kept for error messages; ffmpeg says the reason in its last few. */
const maxLines = 40;
/** Characters kept of a line: filter graphs are repeated in error messages and can be very long. */
const maxLineLength = 400;
/** `key=value` of `-progress` (ffmpeg's fftools/ffmpeg.c, print_report). */
const progressLine = /^(frame|fps|stream_\d+_\d+_q|bitrate|total_size|out_time_us|out_time_ms|out_time|dup_frames|drop_frames|speed|progress)=\s*(\S*)$/;
/** Takes ffmpeg's stderr apart: progress on one side, the last lines of the log on the other. Bounded. */
export class FfmpegReport {
    #onProgress;
    #decoder = new StringDecoder('utf8');
    #lines = [];
    #rest = '';
    #pictures = 0;
    #timeMs = 0;
    constructor(onProgress) {
        this.#onProgress = onProgress;
    }
    /** The last lines of the log, the newest last. */
    get lines() {
        return this.#lines;
    }
    /** What was reported last. */
    get progress() {
        return { pictures: this.#pictures, timeMs: this.#timeMs };
    }
    /** Takes the next piece of stderr. */
    push(chunk) {
        const pieces = (this.#rest + this.#decoder.write(chunk)).split(/\r\n|\n|\r/);
        // A line that never ends is cut; its end is lost.
        this.#rest = (pieces.pop() ?? '').slice(0, maxLineLength);
        for (const line of pieces) {
            this.#line(line);
        }
    }
    /** Takes an unfinished last line as a line. */
    end() {
        this.#line(this.#rest);
        this.#rest = '';
    }
    #line(line) {
        const [, key, value = ''] = progressLine.exec(line) ?? [];
        if (key !== undefined) {
            this.#progressValue(key, value);
        }
        else if (line.trim() !== '') {
            this.#lines.push(line.slice(0, maxLineLength));
            this.#lines.splice(0, this.#lines.length - maxLines);
        }
    }
    #progressValue(key, value) {
        const number = Number(value);
        if (key === 'frame' && number >= 0) {
            this.#pictures = number;
        }
        // `N/A` until the first picture is written.
        if (key === 'out_time_us' && number >= 0) {
            this.#timeMs = number / 1000;
        }
        if (key === 'progress') {
            this.#onProgress?.(this.progress);
        }
    }
}
