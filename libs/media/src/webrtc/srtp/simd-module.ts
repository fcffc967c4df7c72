import { srtpLayout, srtpWasmBase64 } from './srtp-wasm.generated.js';

/** The SRTP module: `wasm/srtp-wat.mjs` says what its functions do. Addresses are of its own memory. */
export type SimdModule = {
  readonly memory: ArrayBuffer;
  /** Lays the counter blocks of a job out; returns their length in bytes. */
  counters(job: number): number;
  /** Writes headers and encrypted payloads of a job. */
  encrypt(job: number): void;
  /** Makes the tags of groups of four entries. */
  authenticate(groups: number): void;
};

/** What is used of it; TypeScript knows WebAssembly from browsers only. */
declare const WebAssembly: {
  readonly Memory: new (pages: { readonly initial: number; readonly maximum: number }) => {
    readonly buffer: ArrayBuffer;
  };
  instantiate(
    module: Uint8Array,
    imports: { readonly casement: { readonly memory: object } },
  ): Promise<{ readonly instance: { readonly exports: unknown } }>;
};

/** SHA-1's 0x80 and the length of 64 + 20 bytes in bits, behind the digest that is the message of HMAC's outer hash. */
const digestBytes = 20;
const outerMessageBits = (64 + digestBytes) * 8;

/**
 * Starts the module with memory of its own that never grows, so that its addresses stay what they are.
 *
 * @throws {Error} when this node cannot run WebAssembly with SIMD.
 */
export async function startSimdModule(): Promise<SimdModule> {
  const { pages } = srtpLayout;
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const { instance } = await WebAssembly.instantiate(Buffer.from(srtpWasmBase64, 'base64'), {
    casement: { memory },
  });
  const view = new DataView(memory.buffer);
  for (let lane = 0; lane < 4; lane += 1) {
    const block = srtpLayout.outerBlocks + lane * 64;
    view.setUint8(block + digestBytes, 0x80);
    view.setUint32(block + 60, outerMessageBits);
  }
  // Exports are typed as anything; these are what the text of the module exports.
  const functions = instance.exports as Pick<SimdModule, 'counters' | 'encrypt' | 'authenticate'>;
  const { counters, encrypt, authenticate } = functions;
  return { memory: memory.buffer, counters, encrypt, authenticate };
}
