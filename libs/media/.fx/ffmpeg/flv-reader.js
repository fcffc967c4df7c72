import { ByteReader, BytesError } from '@casement/bytes';
import { MediaError } from '../errors/media-error.js';
import { ByteQueue } from './byte-queue.js';
const fileHeaderBytes = 9;
const tagHeaderBytes = 11;
const trailerBytes = 4;
const videoTag = 9;
const tagTypes = [8, videoTag, 18];
const avc = 7;
const keyFrameType = 1;
const packetTypes = { config: 0, pictures: 1 };
/**
 * Takes H.264 pictures out of ffmpeg's FLV (Adobe Flash Video File Format Specification 10.1, annex E).
 *
 * Why FLV: each tag says its length and its time in milliseconds, and the muxer writes it at once. In Annex B and
 * MPEG-TS a picture ends where the next one begins, and fragmented MP4 needs the next one for the duration: a
 * picture more of delay.
 */
export class FlvReader {
    #onPicture;
    #queue = new ByteQueue('FLV of ffmpeg');
    #headerSeen = false;
    #parameterSets = [];
    constructor(onPicture) {
        this.#onPicture = onPicture;
    }
    /**
     * Takes the next bytes.
     *
     * @throws {MediaError} kind `process` when they are no FLV with H.264.
     */
    push(chunk) {
        this.#queue.push(chunk);
        try {
            while (this.#next()) {
                // All complete tags.
            }
        }
        catch (error) {
            if (error instanceof BytesError) {
                throw nonsense('a tag shorter than what it says it holds', 'a whole tag');
            }
            throw error;
        }
    }
    #next() {
        if (!this.#headerSeen) {
            return this.#header();
        }
        if (this.#queue.length < tagHeaderBytes) {
            return false;
        }
        const head = new ByteReader(this.#queue.view);
        const type = head.u8();
        const length = head.u24();
        if (!tagTypes.includes(type)) {
            throw nonsense(`tag type ${type}`, `one of ${tagTypes.join(', ')}`);
        }
        const all = tagHeaderBytes + length + trailerBytes;
        if (this.#queue.length < all) {
            return false;
        }
        const time = head.u24() + head.u8() * 2 ** 24;
        const tag = this.#queue.take(all);
        const trailer = new ByteReader(tag, tagHeaderBytes + length).u32();
        if (trailer !== tagHeaderBytes + length) {
            throw nonsense(`a tag of ${tagHeaderBytes + length} bytes that ends with ${trailer}`, 'its length');
        }
        if (type === videoTag && length > 0) {
            this.#video(new ByteReader(tag, tagHeaderBytes, tagHeaderBytes + length), time);
        }
        return true;
    }
    #header() {
        const start = this.#queue.view.subarray(0, 3);
        if (!'FLV'.startsWith(String.fromCharCode(...start))) {
            throw nonsense(`bytes ${[...start].join(' ')}`, 'FLV');
        }
        if (this.#queue.length < fileHeaderBytes + trailerBytes) {
            return false;
        }
        this.#queue.skip(fileHeaderBytes + trailerBytes);
        this.#headerSeen = true;
        return true;
    }
    #video(reader, tagMs) {
        const kind = reader.u8();
        if ((kind & 0xf) !== avc) {
            throw nonsense(`codec ${kind & 0xf}`, `${avc} (H.264)`);
        }
        const packet = reader.u8();
        const composition = (reader.u24() << 8) >> 8;
        if (packet === packetTypes.config) {
            this.#parameterSets = readParameterSets(reader);
        }
        else if (packet === packetTypes.pictures) {
            const keyFrame = kind >> 4 === keyFrameType;
            const own = readNalUnits(reader);
            const nalUnits = keyFrame ? [...this.#parameterSets, ...own] : own;
            this.#onPicture({ nalUnits, timeMs: tagMs + composition, keyFrame });
        }
    }
}
/** SPS and PPS of an AVCDecoderConfigurationRecord (ISO/IEC 14496-15 section 5.3.3.1.2). */
function readParameterSets(reader) {
    reader.skip(4);
    if ((reader.u8() & 3) !== 3) {
        throw nonsense('NAL unit lengths of fewer than four bytes', 'four');
    }
    const sets = [];
    for (let left = reader.u8() & 0x1f; left > 0; left -= 1) {
        sets.push(reader.bytes(reader.u16()));
    }
    for (let left = reader.u8(); left > 0; left -= 1) {
        sets.push(reader.bytes(reader.u16()));
    }
    return sets;
}
function readNalUnits(reader) {
    const nalUnits = [];
    while (reader.remaining > 0) {
        const nalUnit = reader.bytes(reader.u32());
        if (nalUnit.length > 0) {
            nalUnits.push(nalUnit);
        }
    }
    return nalUnits;
}
const nonsense = (found, expected) => new MediaError('process', `ffmpeg writes ${found}; expected ${expected}`, { found, expected });
