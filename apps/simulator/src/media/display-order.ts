import { FootageError } from './footage-error.js';
import type { LiveFootage } from './live-footage.js';

/**
 * Where the pictures of a stream are shown, from their places in their GOPs. Without B pictures nothing moves.
 *
 * @param pictures in the order of the stream, whole GOPs
 * @throws FootageError `encoder` when the places of a GOP are not each taken once
 */
export function displayOrder(
  pictures: readonly { readonly order: number }[],
  picturesPerGop: number,
): Pick<LiveFootage, 'displayOffset' | 'reorderDelay'> {
  if (pictures.every(({ order }) => order === 0)) {
    return { displayOffset: () => 0, reorderDelay: 0 };
  }
  const offsets = pictures.map(({ order }, index) => order - (index % picturesPerGop));
  for (let start = 0; start < pictures.length; start += picturesPerGop) {
    const places = new Set(
      pictures.slice(start, start + picturesPerGop).map(({ order }) => order),
    );
    if (places.size !== picturesPerGop || Math.max(...places) !== picturesPerGop - 1) {
      throw new FootageError(
        'encoder',
        `The GOP at picture ${String(start)} of the footage shows ${String(places.size)} places; expected ${String(picturesPerGop)}`,
        { start, picturesPerGop },
      );
    }
  }
  return {
    displayOffset: (index) => offsets[index % offsets.length] ?? 0,
    reorderDelay: Math.max(...offsets),
  };
}
