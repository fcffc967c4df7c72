import type { Finding, RecorderHealth } from '@casement/contract';
import { advise, fine } from './finding.js';

const advice =
  'See the page of the recorder for all that was found; disks, cameras and clock are set up in the recorder itself.';

/** Whether each recorder records everything, as far as that is known. */
export const informationFindings = (healths: readonly RecorderHealth[]): Finding[] =>
  healths.map(({ recorder, judgement, words }) => {
    const name = `recordings of ${recorder}`;
    const detail = `${words}.`;
    switch (judgement) {
      case 'good':
      // What cannot be asked is said of the recorder already.
      case 'unknown':
        return fine(name, detail);
      case 'attention':
        return advise('warning', name, detail, advice);
      case 'bad':
        return advise('problem', name, detail, advice);
    }
  });
