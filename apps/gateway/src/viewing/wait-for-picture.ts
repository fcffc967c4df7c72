import type { MediaUnit } from '@casement/media';
import { problems } from '../errors/problems.js';
import type { Clock } from '../net/clock.js';
import type { MediaSupply, VideoFormat } from './live-cameras.js';

/** A camera that nobody watches has to be asked first: a login, START, and a key picture. */
export const firstPictureMs = 10_000;

/** What is waited for, and how it may end. */
export type PictureWait = {
  readonly supply: Pick<MediaSupply<VideoFormat>, 'units'>;
  /** Which picture is wanted. */
  readonly isWanted: (unit: MediaUnit) => boolean;
  /** Why none comes, in words; `undefined` while it may. */
  readonly reason: () => string | undefined;
  /** Where it shows that none will come. */
  readonly refused?:
    | { readonly refusal: string | undefined; onChange(listener: () => void): () => void }
    | undefined;
  readonly clock: Clock;
  /** Nobody waits any more. */
  readonly signal?: AbortSignal | undefined;
};

/**
 * The first picture that is wanted.
 *
 * @throws {ProblemError} 503 with the camera's reason when none comes in time, or nobody waits any more
 */
export async function waitForPicture(wait: PictureWait): Promise<MediaUnit> {
  const { supply, isWanted, reason, refused, clock, signal } = wait;
  let end = (): void => undefined;
  try {
    return await new Promise<MediaUnit>((resolve, reject) => {
      const giveUp = (): void => {
        reject(
          problems.serviceUnavailable(
            reason() ?? `No picture came within ${firstPictureMs / 1000} s.`,
            5,
          ),
        );
      };
      const timer = clock.after(firstPictureMs, giveUp);
      signal?.addEventListener('abort', giveUp, { once: true });
      const giveUpIfRefused = (): void => {
        if (refused?.refusal !== undefined) {
          giveUp();
        }
      };
      const stopHearing = refused?.onChange(giveUpIfRefused);
      const stop = supply.units({
        unit: (unit) => {
          if (isWanted(unit)) {
            resolve(unit);
          }
        },
      });
      end = () => {
        timer.cancel();
        signal?.removeEventListener('abort', giveUp);
        stopHearing?.();
        stop();
      };
      giveUpIfRefused();
      if (signal?.aborted === true) {
        giveUp();
      }
    });
  } finally {
    end();
  }
}
