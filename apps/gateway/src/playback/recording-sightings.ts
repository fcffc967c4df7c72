/** Who remembers what was seen of the recordings, for the timeline. Times in milliseconds since 1970 (UTC). */
export type RecordingSightings = {
  /** Pictures were seen from one time to the other. */
  saw(recorder: string, camera: number, fromMs: number, toMs: number): void;
  /** It was asked, and there is nothing from one time to the other. */
  sawGap(recorder: string, camera: number, fromMs: number, toMs: number): void;
};
