// Which core a process runs on and how urgently: on a machine with other work this is what makes delays repeatable.
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';

/** Pins all threads of a process to a core and gives them real-time priority 10. Needs root and two cores. */
export function pin(pid, core) {
  execFileSync('taskset', ['-acp', String(core % cpus().length), String(pid)], { stdio: 'ignore' });
  execFileSync('chrt', ['-a', '-r', '-p', '10', String(pid)], { stdio: 'ignore' });
}
