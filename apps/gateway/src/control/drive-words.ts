import type { PtzMove } from '@casement/contract';
import type { MoveEnd } from './camera-drive.js';

/** Where a move goes, in words: "up right in". */
export function directionInWords({ pan, tilt, zoom }: PtzMove): string {
  const words = [
    tilt > 0 ? 'up' : tilt < 0 ? 'down' : '',
    pan > 0 ? 'right' : pan < 0 ? 'left' : '',
    zoom > 0 ? 'in' : zoom < 0 ? 'out' : '',
  ].filter((word) => word !== '');
  return words.length === 0 ? 'nowhere' : words.join(' ');
}

/** Why a movement ended, as the audit has it. */
export const endInWords: Readonly<Record<MoveEnd, string>> = {
  released: 'released',
  silent: 'nothing more was heard of the driver',
  gone: 'the connection of the driver ended',
  taken: 'somebody took over',
  refused: 'the camera refused',
  'other-command': 'another command followed',
  unsent: 'nothing could be sent',
  closed: 'the recorder was closed',
};
