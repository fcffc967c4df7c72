import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file of this folder. */
export function readFixture(name: string): Uint8Array {
  return readFileSync(join(import.meta.dirname, name));
}

/** NAL units by pictures: what goes before a slice belongs to it. */
export function accessUnits(
  nalUnits: readonly Uint8Array[],
  isSlice: (nalUnit: Uint8Array) => boolean,
): Uint8Array[][] {
  const units: Uint8Array[][] = [[]];
  for (const nalUnit of nalUnits) {
    units.at(-1)?.push(nalUnit);
    if (isSlice(nalUnit)) {
      units.push([]);
    }
  }
  return units.filter(({ length }) => length > 0);
}
