/** The message whose text is a bitmap of cameras (3.2 *1). */
export const EMERGENCY_RECORDING = { category: 2, messageId: 4 } as const;

/** Four bits a digit: 128 cameras, the most that a recorder has. */
const MAX_DIGITS = 32;
/** 32 cameras, as the document shows. */
const WRITTEN_DIGITS = 8;
/** A recorder of 64 cameras writes 16 digits, one of 128 writes 32. */
const DIGITS = [WRITTEN_DIGITS, 16, MAX_DIGITS] as const;
const HEX = /^[0-9a-f]{1,32}$/iu;

/**
 * The cameras of an emergency recording, ascending: bit 0 of the hexadecimal number is camera 1 (A27). 1 to 32 digits of
 * either case; `undefined` for any other text.
 */
export function readEmergencyCameras(text: string): readonly number[] | undefined {
  if (!HEX.test(text)) {
    return undefined;
  }
  const bits = BigInt(`0x${text}`);
  return Array.from({ length: text.length * 4 }, (_, index) => index + 1).filter(
    (camera) => ((bits >> BigInt(camera - 1)) & 1n) === 1n,
  );
}

/** The text for these cameras, 8 digits, or 16 or 32 where they need them; `undefined` for a camera that is not 1 to 128. */
export function writeEmergencyCameras(cameras: readonly number[]): string | undefined {
  const highest = Math.max(0, ...cameras);
  const digits = DIGITS.find((count) => highest <= count * 4);
  if (digits === undefined || !cameras.every((camera) => Number.isInteger(camera) && camera >= 1)) {
    return undefined;
  }
  const bits = cameras.reduce((sum, camera) => sum | (1n << BigInt(camera - 1)), 0n);
  return bits.toString(16).toUpperCase().padStart(digits, '0');
}
