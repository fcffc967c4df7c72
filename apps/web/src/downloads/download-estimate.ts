const minuteMs = 60_000;
const pieceMs = 60 * minuteMs;

/**
 * How many transfers a range takes: recorders give whole minutes and an hour at a time.
 *
 * @param fromMs milliseconds since 1970
 * @param toMs later than `fromMs`
 */
export function piecesOf(fromMs: number, toMs: number, cameras: number): number {
  const begin = Math.floor(fromMs / minuteMs) * minuteMs;
  const end = Math.max(begin + minuteMs, Math.ceil(toMs / minuteMs) * minuteMs);
  return Math.ceil((end - begin) / pieceMs) * cameras;
}

/** "1 transfer", "6 transfers of an hour at most, two at a time". */
export function pieceWords(pieces: number): string {
  if (pieces === 0) {
    return 'Choose a camera.';
  }
  return pieces === 1 ? 'One transfer.' : `${pieces} transfers of an hour at most, two at a time.`;
}
