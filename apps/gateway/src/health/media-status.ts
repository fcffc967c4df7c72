/** What one media thread is and does. */
export type MediaThreadStatus = {
  /** Counted from 0. */
  readonly thread: number;
  /** What encrypts: `ffi`, `wasm` or `node`. */
  readonly backend: string;
  /** How packets leave: `offload` or `single`. */
  readonly sender: string;
  /** Why something faster is not used, one sentence each. */
  readonly notes: readonly string[];
  /** `undefined` where there is no such socket. */
  readonly udpPort: number | undefined;
  readonly tcpPort: number | undefined;
  readonly cameras: number;
  readonly viewers: number;
};

/** What health wants to know of the media threads. A class, so that Nest can inject what implements it. */
export abstract class MediaStatus {
  /** The threads that run now; none before the start and while one is started again. */
  abstract status(): readonly MediaThreadStatus[];
}
