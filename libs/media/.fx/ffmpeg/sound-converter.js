import { AdtsReader } from './adts-reader.js';
import { aacCommand, madeChannels, madeSampleRateHz, opusCommand } from './conversion-commands.js';
import { FfmpegStream } from './ffmpeg-stream.js';
import { matroskaCluster, matroskaHeader } from './matroska-writer.js';
import { OggOpusReader } from './ogg-opus-reader.js';
import { aacFrameSamples, silence, soundSamples } from './silence.js';
import { SoundClock } from './sound-clock.js';
/** The encoder of AAC puts one frame in front of its input (its `initial_padding`). */
const aacPreSkip = aacFrameSamples;
/**
 * Sound of one format through one ffmpeg: G.711, G.726 or AAC in, Opus or AAC of 48 kHz out. What comes out is where it
 * was, sample by sample: what is missing up to a second is filled with silence, beyond that the gap stays.
 */
export class SoundConverter {
    #options;
    #stream;
    #clock;
    #channels;
    #headerWritten = false;
    /** Samples that went in: the time of the next block. */
    #position = 0;
    #taken = 0;
    #dropped = 0;
    #made = 0;
    constructor(options) {
        const { ffmpegPath, source, target, onEnd, hangMs } = options;
        this.#options = options;
        this.#clock = new SoundClock(source.sampleRateHz, madeSampleRateHz);
        this.#channels = madeChannels(source.channels);
        this.#stream = new FfmpegStream({
            ffmpegPath,
            command: target === 'opus' ? opusCommand(source) : aacCommand(source),
            onOutput: this.#reader(target),
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
    /** Takes a frame of the source's codec. */
    push({ parts, timestamp, arrivalMs }) {
        const [bytes] = parts;
        const { codec, channels } = this.#options.source;
        const samples = soundSamples(codec, bytes?.length ?? 0, channels);
        if (bytes === undefined || samples === 0) {
            return;
        }
        const moment = { timestamp, samples, arrivalMs };
        for (const quiet of silence(codec, this.#clock.missing(moment), channels)) {
            if (this.#write(quiet.bytes, quiet.samples)) {
                this.#clock.placeSilence(quiet.samples);
            }
        }
        if (this.#write(bytes, samples)) {
            this.#taken += 1;
            this.#clock.place(moment);
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
    #write(bytes, samples) {
        const { source } = this.#options;
        this.#headerWritten ||= this.#stream.write(matroskaHeader(source));
        const timeMs = Math.floor((this.#position * 1000) / source.sampleRateHz);
        const cluster = matroskaCluster([bytes], false, { timeMs, keyFrame: true });
        const isTaken = this.#headerWritten && this.#stream.write(cluster);
        this.#position += isTaken ? samples : 0;
        return isTaken;
    }
    #reader(target) {
        if (target === 'opus') {
            const ogg = new OggOpusReader({
                head: ({ preSkip }) => this.#clock.skip(preSkip),
                packet: (bytes, samples) => this.#emit('opus', bytes, samples),
            });
            return (bytes) => ogg.push(bytes);
        }
        this.#clock.skip(aacPreSkip);
        const adts = new AdtsReader(({ bytes }) => this.#emit('aac', bytes, aacFrameSamples));
        return (bytes) => adts.push(bytes);
    }
    #emit(codec, bytes, samples) {
        const place = this.#clock.take(samples);
        if (place === undefined) {
            return;
        }
        this.#made += 1;
        this.#options.onUnit({
            codec,
            parts: [bytes],
            timestamp: place.timestamp,
            clockRateHz: madeSampleRateHz,
            channels: this.#channels,
            arrivalMs: place.arrivalMs,
            randomAccess: true,
            discontinuity: this.#made === 1,
        });
    }
}
