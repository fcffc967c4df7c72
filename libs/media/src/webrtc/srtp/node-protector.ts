import { createCipheriv, createHmac } from 'node:crypto';
import { checkJob, checkJobCount, checkPayloadBytes, foreignContext } from './check-job.js';
import { packetIv } from './packet-iv.js';
import {
  authenticationTagBytes,
  maxRunPackets,
  maxStagedPayloadBytes,
  rtpHeaderBytes,
} from './run-protector.js';
import type { OutgoingContext, RunJob, RunProtector, RunStage } from './run-protector.js';
import { deriveSessionKeys } from './session-keys.js';
import type { DirectionKeys } from './session-keys.js';
import type { SrtpMaster } from './srtp-keys.js';

class NodeContext implements OutgoingContext {
  readonly backend = 'node';
  keys: DirectionKeys | undefined;

  constructor(keys: DirectionKeys) {
    this.keys = keys;
  }
}

const jobsPerCall = 16;

/** SRTP with `node:crypto` alone. Slow, because every packet makes a cipher and an HMAC; the reference for the others. */
export class NodeProtector implements RunProtector {
  readonly name = 'node';
  readonly maxJobs = jobsPerCall;
  readonly stage: RunStage = {
    bytes: new Uint8Array(maxRunPackets * maxStagedPayloadBytes),
    stride: maxStagedPayloadBytes,
    lengths: new Uint16Array(maxRunPackets),
    markers: new Uint8Array(maxRunPackets),
  };
  readonly #outputs: readonly Buffer[] = Array.from({ length: jobsPerCall }, () =>
    Buffer.alloc(maxRunPackets * (rtpHeaderBytes + maxStagedPayloadBytes + authenticationTagBytes)),
  );
  readonly #outputBytes = new Uint32Array(jobsPerCall);

  open(master: SrtpMaster): OutgoingContext {
    return new NodeContext(deriveSessionKeys(master).srtp);
  }

  close(context: OutgoingContext): void {
    if (context instanceof NodeContext) {
      context.keys = undefined;
    }
  }

  protect(jobs: readonly RunJob[], count: number): void {
    checkJobCount(count, jobs, this.maxJobs);
    this.#outputBytes.fill(0);
    for (const [at, job] of jobs.slice(0, count).entries()) {
      checkJob(job);
      const output = this.#outputs[at];
      const keys = job.context instanceof NodeContext ? job.context.keys : undefined;
      if (keys === undefined || output === undefined) {
        throw foreignContext(this.name);
      }
      let end = 0;
      for (let nth = 0; nth < job.packets; nth += 1) {
        end += this.#protectPacket(job, nth, keys, output.subarray(end));
      }
      this.#outputBytes[at] = end;
    }
  }

  output(at: number): Uint8Array {
    return this.#outputs[at]?.subarray(0, this.#outputBytes[at]) ?? new Uint8Array(0);
  }

  /** Writes the packet and returns its length. */
  #protectPacket(job: RunJob, nth: number, keys: DirectionKeys, packet: Buffer): number {
    const slot = job.fromSlot + nth;
    const length = this.stage.lengths[slot] ?? 0;
    checkPayloadBytes(length, slot);
    const index = job.firstIndex + nth;
    writeHeader(packet, job, nth, this.stage.markers[slot] ?? 0);
    const start = slot * this.stage.stride;
    const payload = this.stage.bytes.subarray(start, start + length);
    const iv = packetIv(keys.salt, job.ssrc, index);
    packet.set(createCipheriv('aes-128-ctr', keys.cipherKey, iv).update(payload), rtpHeaderBytes);
    const end = rtpHeaderBytes + length;
    // The roll-over counter is authenticated behind the packet, but not sent (RFC 3711 section 4.2).
    packet.writeUInt32BE(Math.floor(index / 0x1_0000) % 0x1_0000_0000, end);
    const digest = createHmac('sha1', keys.authenticationKey).update(packet.subarray(0, end + 4));
    packet.set(digest.digest().subarray(0, authenticationTagBytes), end);
    return end + authenticationTagBytes;
  }
}

/** RFC 3550 section 5.1: version 2, no padding, no extension, no CSRC. */
function writeHeader(packet: Buffer, job: RunJob, nth: number, marker: number): void {
  packet.writeUInt8(0x80, 0);
  packet.writeUInt8((marker << 7) | job.payloadType, 1);
  packet.writeUInt16BE((job.firstIndex + nth) % 0x1_0000, 2);
  packet.writeUInt32BE(job.timestamps[nth] ?? 0, 4);
  packet.writeUInt32BE(job.ssrc, 8);
}
