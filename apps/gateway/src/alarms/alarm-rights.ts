import type { Alarm } from '@casement/contract';
import type { Principal } from '../access/principal.js';

/**
 * Whether somebody may see an alarm: that of a camera, or of several, when he may see one of them; all others, of a
 * recorder as a whole or of nobody who is configured, whoever is signed in.
 */
export const maySeeAlarm = (
  principal: Principal,
  { recorder, camera, cameras }: Pick<Alarm, 'recorder' | 'camera' | 'cameras'>,
): boolean => {
  const concerned = camera === null ? cameras : [camera, ...cameras];
  return (
    recorder === null ||
    concerned.length === 0 ||
    concerned.some((number) => principal.mayView(recorder, number))
  );
};
