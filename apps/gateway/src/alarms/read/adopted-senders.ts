/** Where it is kept whose a sender is, because somebody said so. */
export abstract class AdoptedSenders {
  /** Ids of recorders by MAC, such as `00:80:45:0D:12:34`. */
  abstract all(): Promise<ReadonlyMap<string, string>>;
  /** Null: nobody's any more. */
  abstract set(mac: string, recorder: string | null): Promise<void>;
}
