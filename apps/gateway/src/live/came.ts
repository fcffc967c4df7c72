import type { LiveEvent, LiveState, LiveVideo } from './live-model.js';

/** What has come of a run; the recorder may send before it has answered START. */
export type Came = {
  readonly video: LiveVideo | undefined;
  readonly randomAccess: boolean;
  readonly placeholder: boolean;
};

/** Of a run that has just begun. */
export const nothingCame: Came = { video: undefined, randomAccess: false, placeholder: false };

/** What the state is to be told of it; `undefined`: nothing that it waits for. */
export function eventOf(
  { video, randomAccess, placeholder }: Came,
  { name }: LiveState,
): Extract<LiveEvent, { type: 'placeholder' | 'packet' | 'picture' }> | undefined {
  const mayPicturesCome =
    name === 'wait-packets' || name === 'wait-random-access' || name === 'running';
  if (mayPicturesCome && placeholder) {
    return { type: 'placeholder' };
  }
  if (name === 'wait-packets' && video !== undefined) {
    return { type: 'packet', video };
  }
  return name === 'wait-random-access' && randomAccess ? { type: 'picture' } : undefined;
}
