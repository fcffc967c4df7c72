import { h264Command, mjpegCommand } from './conversion-commands.js';
import { FfmpegStream } from './ffmpeg-stream.js';
import { FlvReader } from './flv-reader.js';
import { JpegReader } from './jpeg-reader.js';
import { matroskaCluster, matroskaHeader } from './matroska-writer.js';
import { PictureClock } from './picture-clock.js';
/**
 * Pictures of one format through one ffmpeg: H.265, JPEG or H.264 in, H.264 without B pictures or JPEG out. Their times
 * are those of the pictures they were made of. A picture that ffmpeg has no room for is left out with all that need it.
 */
export class PictureConverter {
    #options;
    #stream;
    #clock;
    #isAnnexB;
    #headerWritten = false;
    #waitsForKeyFrame = true;
    #newest = { timestamp: 0, arrivalMs: 0 };
    #newestArrivalMs = 0;
    #taken = 0;
    #dropped = 0;
    #made = 0;
    constructor(options) {
        const { ffmpegPath, source, target, limits, onEnd, hangMs } = options;
        this.#options = options;
        this.#clock = new PictureClock(source.reorders);
        this.#isAnnexB = source.codec !== 'jpeg';
        const isH264 = target === 'h264';
        const reader = isH264
            ? new FlvReader((picture) => this.#h264(picture))
            : new JpegReader((picture) => this.#jpeg(picture));
        this.#stream = new FfmpegStream({
            ffmpegPath,
            command: isH264 ? h264Command(limits, source.reorders) : mjpegCommand(limits, source.reorders),
            onOutput: (bytes) => reader.push(bytes),
            onEnd,
            ...(hangMs !== undefined && { hangMs }),
        });
    }
    get statistics() {
        return { taken: this.#taken, dropped: this.#dropped, made: this.#made };
    }
    get pid() {
        return this.#stream.pid;
    }
    get cpuSeconds() {
        return this.#stream.cpuSeconds;
    }
    /** Takes a picture of the source's codec. The first one that counts is a random access unit. */
    push(unit) {
        const { parts, randomAccess, timestamp, arrivalMs } = unit;
        if (this.#waitsForKeyFrame && !randomAccess) {
            this.#dropped += this.#headerWritten ? 1 : 0;
            return;
        }
        const timeMs = this.#clock.place({ timestamp, arrivalMs });
        if (timeMs === undefined) {
            return;
        }
        const cluster = matroskaCluster(parts, this.#isAnnexB, { timeMs, keyFrame: randomAccess });
        const isTaken = this.#writeHeader() && this.#stream.write(cluster);
        this.#waitsForKeyFrame = !isTaken;
        if (isTaken) {
            this.#taken += 1;
            this.#newest = { timestamp, arrivalMs };
        }
        else {
            this.#dropped += 1;
        }
    }
    /** Nothing more goes in; what is inside still comes out. */
    end() {
        this.#stream.end();
    }
    /** Resolves when no process runs any more. */
    stop() {
        return this.#stream.stop();
    }
    #writeHeader() {
        this.#headerWritten ||= this.#stream.write(matroskaHeader(this.#options.source));
        return this.#headerWritten;
    }
    #h264({ nalUnits, timeMs, keyFrame }) {
        this.#emit('h264', nalUnits, this.#clock.find(timeMs) ?? this.#newest, keyFrame);
    }
    /** JPEG comes without times: what came out last is of what went in last. */
    #jpeg(picture) {
        this.#emit('jpeg', [picture], this.#newest, true);
    }
    #emit(codec, parts, { timestamp, arrivalMs }, randomAccess) {
        this.#made += 1;
        // Of B pictures the one shown first may have come last.
        this.#newestArrivalMs = Math.max(this.#newestArrivalMs, arrivalMs);
        this.#options.onUnit({
            codec,
            parts,
            timestamp,
            clockRateHz: 90_000,
            channels: 0,
            arrivalMs: this.#newestArrivalMs,
            randomAccess,
            discontinuity: this.#made === 1,
        });
    }
}
