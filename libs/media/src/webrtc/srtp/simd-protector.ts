import { checkJob, checkJobCount, checkPayloadBytes, foreignContext } from './check-job.js';
import { hmacStates } from './hmac-states.js';
import type { KeyStream } from './key-stream.js';
import { LaneEntries } from './lane-entries.js';
import { authenticationTagBytes, rtpHeaderBytes } from './run-protector.js';
import type {
  BackendName,
  OutgoingContext,
  RunJob,
  RunProtector,
  RunStage,
} from './run-protector.js';
import { deriveSessionKeys } from './session-keys.js';
import type { SimdModule } from './simd-module.js';
import type { SrtpMaster } from './srtp-keys.js';
import { jobFields, srtpLayout } from './srtp-wasm.generated.js';

/** Words at the begin of a job that depend on the keys alone: salt, inner and outer state. */
const keyWords = jobFields.ssrc / 4;
const overheadBytes = rtpHeaderBytes + authenticationTagBytes;

/** Keys of one viewer. `owner` differs for every protector: ciphers must not be used by another one. */
class SimdContext<Cipher> implements OutgoingContext {
  readonly backend: BackendName;
  readonly words: Uint32Array;
  readonly owner: KeyStream<Cipher>;
  cipher: Cipher | undefined;

  constructor(owner: KeyStream<Cipher>, words: Uint32Array, cipher: Cipher) {
    this.backend = owner.name;
    this.owner = owner;
    this.words = words;
    this.cipher = cipher;
  }
}

/**
 * SRTP in a WebAssembly module: a key stream from elsewhere, then XOR, header and the HMAC-SHA1 of four packets side by
 * side. A call allocates nothing but a view per job whose length differs from the call before.
 */
export class SimdProtector<Cipher> implements RunProtector {
  readonly name: BackendName;
  readonly maxJobs = srtpLayout.maxJobs;
  readonly stage: RunStage;
  readonly #module: SimdModule;
  readonly #keyStream: KeyStream<Cipher>;
  readonly #entries: LaneEntries;
  readonly #words: Uint32Array;
  readonly #outputs: Uint8Array[];

  constructor(module: SimdModule, keyStream: KeyStream<Cipher>) {
    this.name = keyStream.name;
    this.#module = module;
    this.#keyStream = keyStream;
    this.#entries = new LaneEntries(module.memory);
    this.#words = new Uint32Array(module.memory);
    this.stage = {
      bytes: new Uint8Array(
        module.memory,
        srtpLayout.stage,
        srtpLayout.slots * srtpLayout.stageStride,
      ),
      stride: srtpLayout.stageStride,
      lengths: new Uint16Array(module.memory, srtpLayout.lengths, srtpLayout.slots),
      markers: new Uint8Array(module.memory, srtpLayout.markers, srtpLayout.slots),
    };
    this.#outputs = Array.from({ length: this.maxJobs }, (_, at) => this.#view(at, 0));
  }

  open(master: SrtpMaster): OutgoingContext {
    const { cipherKey, salt, authenticationKey } = deriveSessionKeys(master).srtp;
    const words = new Uint32Array(keyWords);
    new Uint8Array(words.buffer).set(salt, jobFields.salt);
    const { inner, outer } = hmacStates(authenticationKey);
    words.set(inner, jobFields.inner / 4);
    words.set(outer, jobFields.outer / 4);
    return new SimdContext(this.#keyStream, words, this.#keyStream.open(cipherKey));
  }

  close(context: OutgoingContext): void {
    const own = this.#own(context);
    if (own?.cipher !== undefined) {
      this.#keyStream.close(own.cipher);
      own.cipher = undefined;
      own.words.fill(0);
    }
  }

  protect(jobs: readonly RunJob[], count: number): void {
    checkJobCount(count, jobs, this.maxJobs);
    this.#entries.clear();
    for (let at = 0; at < count; at += 1) {
      const job = jobs[at];
      if (job !== undefined) {
        this.#encryptJob(job, at);
      }
    }
    if (count > 0) {
      this.#module.authenticate(this.#entries.arrange());
    }
    for (let at = count; at < this.maxJobs; at += 1) {
      this.#setOutput(at, 0);
    }
  }

  output(at: number): Uint8Array {
    return this.#outputs[at] ?? new Uint8Array(0);
  }

  #own(context: OutgoingContext): SimdContext<Cipher> | undefined {
    return context instanceof SimdContext && context.owner === this.#keyStream
      ? // The owner is the key stream that made its cipher.
        (context as SimdContext<Cipher>)
      : undefined;
  }

  #encryptJob(job: RunJob, at: number): void {
    checkJob(job);
    const context = this.#own(job.context);
    if (context?.cipher === undefined) {
      throw foreignContext(this.name);
    }
    const address = srtpLayout.jobs + at * srtpLayout.jobStride;
    this.#setOutput(at, this.#addEntries(job, at, address));
    this.#writeJob(job, context.words, address, outputAddress(at));
    this.#keyStream.encrypt(context.cipher, this.#module.counters(address));
    this.#module.encrypt(address);
  }

  /** Notes where the packets of a job will lie; returns their length together. */
  #addEntries(job: RunJob, at: number, address: number): number {
    const { lengths } = this.stage;
    const start = outputAddress(at);
    let packet = start;
    let rollOver = Math.floor(job.firstIndex / 0x1_0000);
    let sequence = job.firstIndex % 0x1_0000;
    for (let nth = 0; nth < job.packets; nth += 1) {
      const bytes = lengths[job.fromSlot + nth] ?? 0;
      checkPayloadBytes(bytes, job.fromSlot + nth);
      this.#entries.add(packet, rtpHeaderBytes + bytes, address, rollOver);
      packet += overheadBytes + bytes;
      sequence += 1;
      if (sequence === 0x1_0000) {
        sequence = 0;
        rollOver += 1;
      }
    }
    return packet - start;
  }

  #writeJob(job: RunJob, keys: Uint32Array, address: number, output: number): void {
    const words = this.#words;
    const start = address / 4;
    for (let word = 0; word < keyWords; word += 1) {
      words[start + word] = keys[word] ?? 0;
    }
    words[start + jobFields.ssrc / 4] = job.ssrc;
    words[start + jobFields.payloadType / 4] = job.payloadType;
    words[start + jobFields.rollOver / 4] = Math.floor(job.firstIndex / 0x1_0000);
    words[start + jobFields.sequenceNumber / 4] = job.firstIndex % 0x1_0000;
    words[start + jobFields.fromSlot / 4] = job.fromSlot;
    words[start + jobFields.packets / 4] = job.packets;
    words[start + jobFields.output / 4] = output;
    for (let nth = 0; nth < job.packets; nth += 1) {
      words[start + jobFields.timestamps / 4 + nth] = job.timestamps[nth] ?? 0;
    }
  }

  /** Viewers of a camera get runs of the same length one after the other: most views serve again. */
  #setOutput(at: number, bytes: number): void {
    if (this.#outputs[at]?.length !== bytes) {
      this.#outputs[at] = this.#view(at, bytes);
    }
  }

  #view(at: number, bytes: number): Uint8Array {
    return new Uint8Array(this.#module.memory, outputAddress(at), bytes);
  }
}

function outputAddress(at: number): number {
  return srtpLayout.outputs + at * srtpLayout.outputStride;
}
