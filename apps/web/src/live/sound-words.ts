import type { SoundState } from '../player/player.js';

/** Why nothing is heard although somebody listens, in words; null while there is nothing to explain. */
export function soundWords(state: SoundState): string | null {
  switch (state) {
    case 'off':
    case 'waiting':
      return 'No sound yet';
    case 'impossible':
      return 'No sound comes this way';
    case 'blocked':
      return 'The browser wants a click before it plays sound';
    case 'none':
      return 'This camera sends no sound';
    case 'on':
      return null;
  }
}
