import type { SrtpMaster } from './srtp-keys.js';

/**
 * The back ends, fastest first.
 *
 * - `ffi`: key stream from node's own OpenSSL through a foreign function interface, the rest in WebAssembly.
 * - `wasm`: the same with the key stream from `node:crypto`.
 * - `node`: `node:crypto` alone; the reference.
 */
export const backendNames = ['ffi', 'wasm', 'node'] as const;
export type BackendName = (typeof backendNames)[number];

/** Bytes of the RTP header that a protector writes: no CSRC, no extension. */
export const rtpHeaderBytes = 12;
/** AES_CM_128_HMAC_SHA1_80 (RFC 3711 section 5). */
export const authenticationTagBytes = 10;
/** The largest payload: 1,200 bytes and the two in front of a retransmission (RFC 4588 section 4). */
export const maxStagedPayloadBytes = 1_202;
/** As many packets of 1,222 bytes as fit into one UDP send with segmentation offload. */
export const maxRunPackets = 44;

/**
 * Plain payloads of consecutive packets, in the memory of a protector. They are put there once, for all
 * viewers of a camera.
 */
export type RunStage = {
  /** Payload `slot` begins at `slot * stride`. */
  readonly bytes: Uint8Array;
  readonly stride: number;
  /** Length of each payload, 1..1202. */
  readonly lengths: Uint16Array;
  /** 1 where the RTP marker bit is to be set. */
  readonly markers: Uint8Array;
};

/** One viewer's keys, in the form its protector wants. */
export type OutgoingContext = { readonly backend: BackendName };

/** One viewer's share of the work: some of the staged packets under its own header and keys. */
export type RunJob = {
  readonly context: OutgoingContext;
  readonly ssrc: number;
  readonly payloadType: number;
  /** SRTP index (roll-over counter * 2^16 + sequence number) of the first packet; the others follow. */
  readonly firstIndex: number;
  /** RTP timestamp of packet `fromSlot + i` at `i`. */
  readonly timestamps: Uint32Array;
  readonly fromSlot: number;
  readonly packets: number;
};

/**
 * Makes SRTP packets (RFC 3711, AES_CM_128_HMAC_SHA1_80) out of staged payloads, for several viewers at
 * once. Synchronous; all back ends give the same bytes.
 */
export type RunProtector = {
  readonly name: BackendName;
  readonly stage: RunStage;
  /** How many jobs one call may have. */
  readonly maxJobs: number;
  /** Derives a viewer's session keys. */
  open(master: SrtpMaster): OutgoingContext;
  /** Forgets the keys. Idempotent. */
  close(context: OutgoingContext): void;
  /**
   * Protects jobs `0..count-1`. The outputs of the call before are overwritten.
   *
   * @throws {MediaError} of kind `option` for what only a mistake of the caller can make: slots, lengths or indexes that
   * do not exist, keys that are closed or of another protector. The outputs are not to be used then.
   */
  protect(jobs: readonly RunJob[], count: number): void;
  /** The packets of job `at` of the last call, one behind the other: header, payload, tag. A view. */
  output(at: number): Uint8Array;
};
