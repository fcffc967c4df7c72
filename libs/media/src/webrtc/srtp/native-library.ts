/** A function of numbers: integers, and addresses of memory (below 2^53, as user space is on all 64-bit systems). */
export type NativeFunction = (...parameters: number[]) => number;

/** Functions of the node executable and the C library it is linked to. */
export type NativeLibrary = {
  /**
   * Finds a function by its C declaration; every parameter and result must be an integer type, with `uintptr_t` for
   * pointers: that is the form that costs least per call.
   *
   * @throws {Error} when there is none of that name.
   */
  find(declaration: string): NativeFunction;
  /** Where memory begins. It stays there: V8 moves small typed arrays, but no buffer that was asked for by itself. */
  addressOf(memory: ArrayBufferLike): number;
  /** `errno` of the last call. */
  errno(): number;
};

/**
 * Opens the foreign function interface, or says in words why there is none. `koffi` is an optional dependency: npm leaves
 * it out on platforms that it has no binary for.
 */
export async function openNativeLibrary(): Promise<NativeLibrary | string> {
  try {
    const koffi = await import('koffi');
    const library = koffi.load(null);
    return {
      find(declaration) {
        const found: unknown = library.func(declaration);
        // koffi types its functions as any; declarations of integers make it this.
        return found as NativeFunction;
      },
      // A view, because koffi knows no shared buffers.
      addressOf: (memory) => Number(koffi.address(new Uint8Array(memory))),
      errno: () => koffi.errno(),
    };
  } catch (error) {
    return `koffi, which calls system libraries, cannot be used here: ${errorText(error)}`;
  }
}

/** First line of an error's message. */
export function errorText(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0] ?? text;
}
