import { createSharedRing } from '@casement/media';
import type { SharedRing, VideoDescription, ViewerPlane } from '@casement/media';
import type { TlsTrust } from '../net/dial.js';
import { StreamUnavailableError } from '../net/stream-requester.js';
import type { StreamRequester } from '../net/stream-requester.js';
import type { MediaThreads } from './media-plane.js';
import type { MediaThreadClient, RemoteCamera } from './media-thread-client.js';
import type { CameraReport, SoundReport, SoundSettings } from './messages.js';
import { noneReceived, receivedSince } from './received.js';
import type { Received } from './received.js';
import type { RemoteRtpSource, RemoteSource, RtpWanted, SourceEvents } from './remote-sources.js';
import type { RemoteHead } from './remote-streams.js';

/** What an ingest tells its owner. */
export type CameraIngestEvents = {
  /** Figures came; they are in the ingest. */
  report(report: CameraReport): void;
  /** There is another ring, which viewers have to be given: the thread of the old one is no more. */
  ringReplaced(ring: SharedRing): void;
};

/** Why nothing can be opened, in words. */
const noThread = 'the media threads are being started again';

/**
 * The media path of one camera: it runs in a media thread, and this is its handle in the control thread. It
 * is open while the camera is watched; then it has a ring, from which viewers anywhere read its pictures.
 */
export class CameraIngest {
  readonly #threads: MediaThreads;
  readonly #events: CameraIngestEvents;
  #ring: SharedRing | undefined;
  #thread: MediaThreadClient | undefined;
  #camera: RemoteCamera | undefined;
  #report: CameraReport | undefined;
  #video: VideoDescription | undefined;
  /** Of threads and openings before. */
  #before = noneReceived;

  constructor(threads: MediaThreads, events: CameraIngestEvents) {
    this.#threads = threads;
    this.#events = events;
  }

  /** Figures since the camera was first watched. */
  get received(): Received {
    return receivedSince(this.#before, this.#report?.received);
  }

  /** What the pictures are, or were last. */
  get video(): VideoDescription | undefined {
    return this.#video;
  }

  /** Figures of its sound since the camera was opened in its thread; `undefined` until it was asked for some. */
  get sound(): SoundReport | undefined {
    return this.#report?.sound;
  }

  /** What viewers are given; `undefined` while the ingest is closed. */
  get ring(): SharedRing | undefined {
    return this.#ring;
  }

  /** Opens the ring. Idempotent. */
  open(): void {
    this.#ring ??= this.#newRing();
  }

  /** Lets go of the thread and of the memory; sources are closed by then. Idempotent. */
  close(): void {
    this.#camera?.close();
    this.#detach();
    this.#ring = undefined;
  }

  /**
   * Where a viewer of this camera is to be opened.
   *
   * @throws {StreamUnavailableError} while no media thread runs
   */
  plane(): ViewerPlane {
    if (this.#ring) {
      // Now, so that the viewer is in the thread in which its camera will be.
      this.#openCamera();
    }
    const plane = this.#threads.planeFor(this.#thread);
    if (plane === undefined) {
      throw new StreamUnavailableError(noThread);
    }
    return plane;
  }

  /**
   * Binds a port for a camera's packets.
   *
   * @throws {NoUdpPortError} when there is none
   * @throws {StreamUnavailableError} while no media thread runs
   */
  async openRtp(wanted: RtpWanted, events: SourceEvents): Promise<RemoteRtpSource> {
    return this.#openCamera().openRtp(wanted, events);
  }

  /** Sends requests from the thread; what the head's body is attached to comes here. */
  requester(trust: TlsTrust | undefined): StreamRequester<RemoteHead> {
    return {
      request: async (wanted, signal) => this.#openCamera().request(trust, wanted, signal),
    };
  }

  /** Makes the body of an answer this camera's stream; with `sound`, that of its sound. */
  attach(head: RemoteHead, events: SourceEvents, sound?: SoundSettings): RemoteSource {
    return this.#openCamera().attach(head, events, sound);
  }

  /** The stream stopped: whoever joins now must not be shown an old picture as if it were live. */
  forgetPictures(): void {
    this.#camera?.forgetPictures();
  }

  #openCamera(): RemoteCamera {
    if (this.#camera) {
      return this.#camera;
    }
    const thread = this.#threads.forCamera();
    if (thread === undefined) {
      throw new StreamUnavailableError(noThread);
    }
    this.#ring ??= this.#newRing();
    const camera = thread.openCamera(this.#ring, {
      report: (report) => this.#take(report),
      lost: () => this.#lost(),
    });
    this.#thread = thread;
    this.#camera = camera;
    return camera;
  }

  #take(report: CameraReport): void {
    this.#report = report;
    this.#video = report.video ?? this.#video;
    this.#events.report(report);
  }

  #lost(): void {
    this.#detach();
    if (this.#ring) {
      this.#ring = this.#newRing();
      this.#events.ringReplaced(this.#ring);
    }
  }

  #detach(): void {
    this.#before = receivedSince(this.#before, this.#report?.received);
    this.#report = undefined;
    this.#camera = undefined;
    this.#thread = undefined;
  }

  #newRing(): SharedRing {
    return createSharedRing(this.#threads.newRingId());
  }
}
