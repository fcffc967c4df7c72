import {
  type NewPlayback,
  type Playback,
  type PlaybackCommand,
  playbackPaths,
  playbackSchema,
  type Recordings,
  recordingsSchema,
} from '@casement/contract';
import type { ApiClient } from '../api/api-client.js';
import { type CameraId, numberOf, recorderOf } from '../recorders/camera-id.js';
import { isoInstant } from './playback-link.js';
import type { TimeView } from './timeline/timeline-scale.js';

/** The requests of playback. All but `leave` throw ApiProblem. */
export class PlaybackApi {
  readonly #api: ApiClient;

  constructor(api: ApiClient) {
    this.#api = api;
  }

  create(wanted: NewPlayback): Promise<Playback> {
    return this.#api.post(playbackPaths.playbacks, wanted, playbackSchema);
  }

  get(id: string): Promise<Playback> {
    return this.#api.get(playbackPaths.playback(id), playbackSchema);
  }

  /** How the playback stands with it. */
  command(id: string, command: PlaybackCommand): Promise<Playback> {
    return this.#api.post(playbackPaths.commands(id), command, playbackSchema);
  }

  remove(id: string): Promise<void> {
    return this.#api.command('DELETE', playbackPaths.playback(id));
  }

  /** Ends a playback as the page goes away: the request outlives it. */
  leave(id: string): void {
    globalThis
      .fetch(this.#api.url(playbackPaths.playback(id)), {
        method: 'DELETE',
        credentials: 'same-origin',
        keepalive: true,
      })
      // Nobody is left to be told; the gateway ends what nobody watches.
      .catch(() => undefined);
  }

  recordings(camera: CameraId, view: TimeView): Promise<Recordings> {
    const query = new URLSearchParams({
      from: isoInstant(view.fromMs),
      to: isoInstant(view.toMs),
    });
    const path = playbackPaths.recordings(recorderOf(camera), numberOf(camera));
    return this.#api.get(`${path}?${query.toString()}`, recordingsSchema);
  }

  /** A JPEG of about that instant; 202 while the recorder is asked, 404 in a gap. */
  preview(id: string, camera: number, atMs: number, signal: AbortSignal): Promise<Response> {
    const query = new URLSearchParams({ at: isoInstant(atMs) });
    const path = playbackPaths.preview(id, camera);
    return globalThis.fetch(this.#api.url(`${path}?${query.toString()}`), {
      credentials: 'same-origin',
      signal,
    });
  }
}
