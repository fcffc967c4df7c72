import { MediaError } from '../errors/media-error.js';
/** Bytes that a splitter keeps at most of a unit that is not complete: more than any picture has. */
export const maxHeldBytes = 8 * 1024 * 1024;
const firstCapacity = 64 * 1024;
/**
 * Bytes of a pipe, in the order in which they came, until a unit among them is complete. What is taken is copied,
 * so that units may live longer than the queue's memory.
 */
export class ByteQueue {
    #what;
    #bytes = new Uint8Array(firstCapacity);
    #from = 0;
    #to = 0;
    /** @param what is in it, for the error: "FLV of ffmpeg" */
    constructor(what) {
        this.#what = what;
    }
    get length() {
        return this.#to - this.#from;
    }
    /** The bytes that are there: a view until the next `push`. */
    get view() {
        return this.#bytes.subarray(this.#from, this.#to);
    }
    /** @throws {MediaError} kind `process` when more than 8 MiB wait for their end. */
    push(chunk) {
        if (this.length + chunk.length > maxHeldBytes) {
            throw new MediaError('process', `${this.#what} has a unit of more than ${maxHeldBytes} bytes`, { held: this.length, max: maxHeldBytes });
        }
        this.#makeRoom(chunk.length);
        this.#bytes.set(chunk, this.#to);
        this.#to += chunk.length;
    }
    /** A copy of the first `count` bytes, which are taken out. There must be so many. */
    take(count) {
        const taken = this.#bytes.slice(this.#from, this.#from + count);
        this.skip(count);
        return taken;
    }
    /** Takes `count` bytes out. */
    skip(count) {
        this.#from = Math.min(this.#from + count, this.#to);
        if (this.#from === this.#to) {
            this.#from = 0;
            this.#to = 0;
        }
    }
    #makeRoom(count) {
        if (this.#to + count <= this.#bytes.length) {
            return;
        }
        const held = this.view;
        let capacity = this.#bytes.length;
        while (held.length + count > capacity) {
            capacity *= 2;
        }
        const room = capacity === this.#bytes.length ? this.#bytes : new Uint8Array(capacity);
        // `set` of a view of the same memory copies as if through a copy.
        room.set(held);
        this.#to = held.length;
        this.#from = 0;
        this.#bytes = room;
    }
}
