import type { Finding, Recorder } from '@casement/contract';
import { advise, fine } from './finding.js';

/** How things stand with each recorder. */
export const recorderFindings = (recorders: readonly Recorder[]): Finding[] =>
  recorders.length === 0
    ? [
        advise(
          'warning',
          'recorders',
          'No recorder is known, so there is nothing to watch.',
          'Add one in the page, or in the configuration file.',
        ),
      ]
    : recorders.map(recorderFinding);

const recorderFinding = ({ id, state, reason }: Recorder): Finding => {
  const name = `recorder ${id}`;
  const why = reason === null ? '' : `: ${reason}`;
  switch (state) {
    case 'online':
      return fine(name, `Online${why}.`);
    case 'connecting':
      return fine(name, `Connecting${why}.`);
    case 'degraded':
      return advise('warning', name, `Degraded${why}.`, 'The gateway keeps trying by itself.');
    case 'offline':
      return advise(
        'problem',
        name,
        `Offline${why}.`,
        'See whether the recorder runs and its address is right; the gateway keeps trying by itself.',
      );
    case 'refused':
      return advise(
        'problem',
        name,
        `Refused${why}.`,
        'Correct the user name and password, then have the gateway sign in again.',
      );
  }
};
