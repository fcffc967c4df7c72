import { paths, type Playback, playbackPaths } from '@casement/contract';
import type { ApiClient } from '../../api/api-client.js';
import { problemFromAnswer, problemFromFailure } from '../../api/api-problem.js';
import { PlaybackApi } from '../../playback/playback-api.js';
import { isoInstant } from '../../playback/playback-link.js';
import { type CameraId, numberOf, recorderOf } from '../../recorders/camera-id.js';

/** A picture as the gateway gave it. */
export type FetchedPicture = {
  readonly jpeg: Blob;
  /** When it was taken, in milliseconds since 1970; null: not told. */
  readonly atMs: number | null;
};

/** `pending`: the recorder is asked, again after `waitMs`. `gap`: nothing is recorded. `gone`: the playback is over. */
export type RecordedAnswer =
  | { readonly kind: 'picture'; readonly picture: FetchedPicture }
  | { readonly kind: 'pending'; readonly waitMs: number }
  | { readonly kind: 'gap' }
  | { readonly kind: 'gone' };

/** Where the pictures of alarms come from. All but `leave` throw ApiProblem. */
export type PictureSource = {
  live(camera: CameraId, signal: AbortSignal): Promise<FetchedPicture>;
  /** Opens a playback that stands at that time. @returns its id */
  open(camera: CameraId, atMs: number): Promise<string>;
  recorded(
    playback: string,
    camera: CameraId,
    atMs: number,
    signal: AbortSignal,
  ): Promise<RecordedAnswer>;
  /** Ends a playback, also while the page goes away. */
  leave(playback: string): void;
};

/** Pixels across. */
const width = 640;
const usualWaitMs = 1_000;
const longestWaitMs = 30_000;

/** The gateway's snapshots and previews. */
export function gatewayPictures(api: ApiClient): PictureSource {
  const playbacks = new PlaybackApi(api);

  const get = (
    path: string,
    query: Record<string, string>,
    signal: AbortSignal,
  ): Promise<Response> =>
    globalThis
      .fetch(api.url(`${path}?${new URLSearchParams(query).toString()}`), {
        credentials: 'same-origin',
        signal,
      })
      .catch((error: unknown) => {
        throw problemFromFailure(error);
      });

  const isThere = (playback: string): Promise<boolean> =>
    playbacks.get(playback).then(
      (found: Playback) => found.state !== 'stopped',
      () => false,
    );

  return {
    live: async (camera, signal) => {
      const path = paths.snapshot(recorderOf(camera), numberOf(camera));
      const answer = await get(path, { width: String(width) }, signal);
      if (!answer.ok) {
        throw await problemFromAnswer(answer);
      }
      return { jpeg: await answer.blob(), atMs: null };
    },
    open: async (camera, atMs) => {
      const wanted = {
        recorder: recorderOf(camera),
        cameras: [numberOf(camera)],
        at: isoInstant(atMs),
      };
      return (await playbacks.create(wanted)).id;
    },
    recorded: async (playback, camera, atMs, signal) => {
      const path = playbackPaths.preview(playback, numberOf(camera));
      const answer = await get(path, { at: isoInstant(atMs), width: String(width) }, signal);
      if (answer.status === 202) {
        return { kind: 'pending', waitMs: waitOf(answer) };
      }
      if (answer.status === 404) {
        return { kind: (await isThere(playback)) ? 'gap' : 'gone' };
      }
      if (!answer.ok) {
        throw await problemFromAnswer(answer);
      }
      const takenMs = Date.parse(answer.headers.get('Casement-Picture-Time') ?? '');
      const picture = { jpeg: await answer.blob(), atMs: Number.isNaN(takenMs) ? null : takenMs };
      return { kind: 'picture', picture };
    },
    leave: (playback) => playbacks.leave(playback),
  };
}

function waitOf(answer: Response): number {
  const waitMs = Number(answer.headers.get('Retry-After') ?? Number.NaN) * 1_000;
  return waitMs >= 0 && waitMs <= longestWaitMs ? Math.max(200, waitMs) : usualWaitMs;
}
