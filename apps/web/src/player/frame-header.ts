/**
 * Bytes of the header: `frameHeaderBytes` of the contract, which is not imported, so that the worker does not carry all of
 * the contract's schemas; a test holds both together.
 */
export const headerBytes = 12;

/** What stands in front of each frame of a stream of frames. */
export type FrameHeader = {
  /** `key`: decoding may start here. */
  readonly kind: 'key' | 'delta' | 'sound';
  /** Frames are missing before this one. */
  readonly gap: boolean;
  /** On the stream's clock, common to pictures and sound, in milliseconds. */
  readonly timeMs: number;
};

const kinds = ['key', 'delta', 'sound'] as const;

/** Reads the header of {@link headerBytes} bytes; undefined when it is none. */
export function readFrameHeader(data: ArrayBuffer): FrameHeader | undefined {
  if (data.byteLength < headerBytes) {
    return undefined;
  }
  const view = new DataView(data);
  const kind = kinds[view.getUint8(0) - 1];
  const timeMs = view.getFloat64(4);
  return kind === undefined || !Number.isFinite(timeMs)
    ? undefined
    : { kind, gap: (view.getUint8(1) & 1) === 1, timeMs };
}

/** The frame behind the header, without a copy. */
export function frameBody(data: ArrayBuffer): Uint8Array<ArrayBuffer> {
  return new Uint8Array(data, headerBytes);
}
