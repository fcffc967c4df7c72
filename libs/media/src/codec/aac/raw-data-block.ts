/**
 * How many channels an access unit of AAC-LC has, told by its first element (ISO/IEC 14496-3 table 4.85): a single
 * channel element or a channel pair. `undefined` when it begins with something else, or is empty.
 */
export function aacChannels(unit: Uint8Array): 1 | 2 | undefined {
  const first = unit[0];
  const element = first === undefined ? -1 : first >> 5;
  return element === 0 ? 1 : element === 1 ? 2 : undefined;
}
