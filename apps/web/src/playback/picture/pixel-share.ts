import { shelfLimits } from './picture-shelf.js';

/** Pixels of decoded pictures that all cameras of the page hold together: about 770 MB. */
const pagePixels = 512_000_000;

/** No camera gets less: enough for some pictures of 3840 x 2160. */
const fewestPixels = 48_000_000;

const takers = new Set<(pixels: number) => void>();

/** Shares out what decoded pictures may hold. Told at once and whenever a camera comes or goes. Returns what ends it. */
export function sharePixels(onShare: (pixels: number) => void): () => void {
  takers.add(onShare);
  tellAll();
  return () => {
    takers.delete(onShare);
    tellAll();
  };
}

function tellAll(): void {
  const share = Math.floor(pagePixels / Math.max(1, takers.size));
  for (const taker of takers) {
    taker(Math.min(shelfLimits.pixels, Math.max(fewestPixels, share)));
  }
}
