import type { Finding } from '@casement/contract';
import type { CheckResult } from '../readiness.js';
import { advise, fine } from './finding.js';

/** Whether the database answers. @param url of the configuration; nothing but its kind is told */
export const databaseFinding = ({ ok, detail }: CheckResult, url: string): Finding => {
  const kind = url.startsWith('file:') ? 'SQLite' : 'PostgreSQL';
  return ok
    ? fine('database', `${kind} answers.`)
    : advise(
        'problem',
        'database',
        `${kind}: ${detail ?? 'it does not answer'}.`,
        kind === 'SQLite'
          ? 'See whether the disk is full and the folder of dataDir can be written.'
          : 'See whether the server of database.url runs and can be reached.',
      );
};
