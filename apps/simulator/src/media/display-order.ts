import { FootageError } from './footage-error.js';
import type { LiveFootage } from './live-footage.js';

/**
 * Where the pictures of a stream are shown, from their places in their GOPs. Without B pictures nothing moves.
 *
 * @param pictures in the order of the stream, whole GOPs; their places are given modulo `modulus`
 * @throws FootageError `encoder` when the places of a GOP are not each taken once
 */
export function displayOrder(
  pictures: readonly { readonly order: number }[],
  picturesPerGop: number,
  modulus: number,
): Pick<LiveFootage, 'displayOffset' | 'reorderDelay'> {
  if (pictures.every(({ order }) => order === 0)) {
    return { displayOffset: () => 0, reorderDelay: 0 };
  }
  const offsets = pictures.map(({ order }, index) =>
    nearestToZero(order - (index % picturesPerGop), modulus),
  );
  for (let start = 0; start < pictures.length; start += picturesPerGop) {
    const places = new Set(
      offsets.slice(start, start + picturesPerGop).map((offset, index) => index + offset),
    );
    const [first, last] = [Math.min(...places), Math.max(...places)];
    if (places.size !== picturesPerGop || first !== 0 || last !== picturesPerGop - 1) {
      throw new FootageError(
        'encoder',
        `The GOP at picture ${String(start)} of the footage shows ${String(places.size)} places up to ${String(last)}; expected ${String(picturesPerGop)} from 0 on`,
        { start, picturesPerGop },
      );
    }
  }
  return {
    displayOffset: (index) => offsets[index % offsets.length] ?? 0,
    reorderDelay: Math.max(...offsets),
  };
}

/** A difference that is known modulo `modulus`: pictures move by a few places only. */
function nearestToZero(difference: number, modulus: number): number {
  const rest = ((difference % modulus) + modulus) % modulus;
  return rest < modulus / 2 ? rest : rest - modulus;
}
