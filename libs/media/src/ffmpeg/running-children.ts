import type { ChildProcess } from 'node:child_process';

/** Processes that run at the moment, so that none outlives this one. */
export const runningChildren = new Set<ChildProcess>();

process.on('exit', () => {
  for (const child of runningChildren) {
    child.kill('SIGKILL');
  }
});
