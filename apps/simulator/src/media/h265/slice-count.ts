/**
 * How many slices x265 must make so that one of them starts right below the band. It shares the rows of blocks evenly
 * (`FrameEncoder::init`): slice k starts at floor(k * floor(256 rows / slices) / 256). The fewest that do, because
 * each costs a header and the prediction across its border.
 *
 * @param rows rows of coding tree blocks of the picture
 * @param border the row where a slice must start, 1 to rows - 1
 */
export function hevcSliceCount(rows: number, border: number): number {
  for (let count = 2; count < rows; count += 1) {
    if (sliceStarts(rows, count).includes(border)) {
      return count;
    }
  }
  return rows;
}

function sliceStarts(rows: number, count: number): number[] {
  const share = Math.floor((rows * 256) / count);
  return Array.from({ length: count - 1 }, (_, index) => ((index + 1) * share) >> 8);
}
