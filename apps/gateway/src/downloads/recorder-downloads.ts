import type { DownloadKind } from '@casement/protocol';
import type { RecorderZone } from '../recorders/recorder-zone.js';

/** One piece of one camera, as a recorder is asked for it (NVR v1.4R1 6.3.2). Times in milliseconds since 1970 (UTC). */
export type PieceRequest = {
  readonly kind: DownloadKind;
  readonly camera: number;
  readonly startMs: number;
  readonly endMs: number;
};

/** The answer to a download command. */
export type PieceAnswer = {
  /** With its parameters. */
  readonly contentType: string;
  /** Of the answer itself, names in lower case: a recorder that has nothing to send may say why here. */
  readonly headers: ReadonlyMap<string, string>;
  /** Throws SessionFailure when the UID is lost, DialError when nothing more comes, and the signal's reason. */
  readonly chunks: AsyncIterable<Uint8Array>;
};

/**
 * A UID of its own for one transfer at a time (E.4), kept alive while it is held. `open` throws SessionFailure when the UID
 * turned out to be of no use, DialError when there was no usable answer, and the signal's reason.
 */
export type DownloadLease = {
  /** Sends the command in its turn, behind what people wait for. */
  open(request: PieceRequest, signal: AbortSignal): Promise<PieceAnswer>;
  /** Idempotent. */
  release(): Promise<void>;
};

/** What the downloads room needs of a recorder; implemented by the recorders room. */
export type RecorderDownload = {
  /** Model or name of the recorder, for the manifest. */
  readonly name: string;
  readonly url: string;
  /** Its cameras by number. */
  readonly cameras: readonly { readonly number: number; readonly name: string }[];
  /** Zone in which the recorder shows times, for people, and for counting. */
  readonly timeZone: string;
  readonly zone: RecorderZone;
  /**
   * Waits for a UID behind live pictures and playbacks, as long as the signal allows.
   *
   * @param waiting told why there is none yet, in words
   * @throws {SessionFailure} the recorder was removed, or closed meanwhile; besides the signal's reason
   */
  lease(waiting: (reason: string) => void, signal: AbortSignal): Promise<DownloadLease>;
};

/** Finds the recorders that make downloads. A class so that Nest can inject what implements it. */
export abstract class RecorderDownloads {
  /** `undefined`: there is no such recorder, or none that has recordings. */
  abstract find(recorder: string): RecorderDownload | undefined;
}
