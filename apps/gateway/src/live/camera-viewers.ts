import type { LiveViewer, MediaSupply, VideoFormat } from '../viewing/live-cameras.js';

/** Who is given the ring of a camera's pictures, whichever ring that is. */
export class CameraViewers {
  readonly #video: Pick<MediaSupply<VideoFormat>, 'ring'>;
  /** With what ends their taking of the pictures. */
  readonly #viewers = new Map<LiveViewer, () => void>();

  constructor(video: Pick<MediaSupply<VideoFormat>, 'ring'>) {
    this.#video = video;
  }

  /** Gives a viewer pictures, first those since the last IDR. */
  add(viewer: LiveViewer): void {
    this.remove(viewer);
    this.#viewers.set(
      viewer,
      this.#video.ring((ring, catchUp) => {
        if (ring) {
          viewer.play(ring, catchUp);
        }
      }),
    );
  }

  /** The viewer has ended; the pictures it still gets are its plane's business. */
  remove(viewer: LiveViewer): void {
    this.#viewers.get(viewer)?.();
    this.#viewers.delete(viewer);
  }

  /** Closes them all; `reason` in words. Resolves when they are closed. */
  async closeAll(reason: string): Promise<void> {
    const viewers = [...this.#viewers.keys()];
    viewers.forEach((viewer) => this.remove(viewer));
    await Promise.all(viewers.map((viewer) => viewer.close(reason)));
  }
}
