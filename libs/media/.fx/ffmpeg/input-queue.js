const defaultMaxQueuedBytes = 4 * 1024 * 1024;
const defaultMaxQueuedMs = 2_000;
/** What waits for a process, bounded in bytes and time. */
export class InputQueue {
    #pipe;
    #maxBytes;
    #maxMs;
    /** When each write that the pipe has not taken was made, the oldest first. */
    #writtenMs = [];
    constructor(pipe, { maxQueuedBytes = defaultMaxQueuedBytes, maxQueuedMs = defaultMaxQueuedMs, } = {}) {
        this.#pipe = pipe;
        this.#maxBytes = maxQueuedBytes;
        this.#maxMs = maxQueuedMs;
        // The process may end before it has read everything: its exit says whether that is an error.
        pipe.on('error', () => undefined);
    }
    get queuedBytes() {
        return this.#pipe.writableLength;
    }
    /** Queues bytes; false when too many wait, or wait for too long, or the pipe is gone. */
    write(bytes) {
        const nowMs = performance.now();
        const isLate = nowMs - (this.#writtenMs[0] ?? nowMs) > this.#maxMs;
        const isFull = this.#pipe.writableLength + bytes.length > this.#maxBytes;
        if (isLate || isFull || !this.#pipe.writable) {
            return false;
        }
        this.#writtenMs.push(nowMs);
        this.#pipe.write(bytes, () => this.#writtenMs.shift());
        return true;
    }
}
