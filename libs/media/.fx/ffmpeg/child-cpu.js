import { readFileSync } from 'node:fs';
/** Clock ticks per second of /proc/PID/stat: USER_HZ, which is 100 on every architecture of Linux in use. */
const ticksPerSecond = 100;
/** Places of utime and stime behind the name of the program (proc_pid_stat(5)). */
const userField = 11;
const systemField = 12;
/**
 * Seconds on a core that a process has used so far.
 *
 * @returns `undefined` when there is no such process, or no /proc
 */
export function childCpuSeconds(pid) {
    if (pid === undefined) {
        return undefined;
    }
    try {
        return parseCpuSeconds(readFileSync(`/proc/${pid}/stat`, 'latin1'));
    }
    catch {
        return undefined;
    }
}
/** The user and system time of a line of /proc/PID/stat, in seconds; `undefined` when it is none. */
export function parseCpuSeconds(line) {
    // The name stands in parentheses and may contain anything, parentheses and spaces too.
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[userField]) + Number(fields[systemField]);
    return Number.isFinite(ticks) ? ticks / ticksPerSecond : undefined;
}
