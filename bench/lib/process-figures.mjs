// What the kernel knows of a process (Linux).
import { readFileSync, readdirSync } from 'node:fs';

const ticksPerSecond = 100;

/** CPU seconds so far of each thread: Map of thread id to { name, user, system }. Threads that have ended are missing. */
export function threadCpu(pid) {
  const threads = new Map();
  for (const id of readdirSync(`/proc/${pid}/task`)) {
    try {
      threads.set(Number(id), readStat(`/proc/${pid}/task/${id}/stat`));
    } catch {
      // The thread ended meanwhile.
    }
  }
  return threads;
}

/** User and system CPU seconds of a process with all its threads, ended ones included. */
export function cpuSeconds(pid) {
  const { user, system } = readStat(`/proc/${pid}/stat`);
  return { user, system };
}

/** CPU seconds in nanoseconds' precision, of all threads that live: ticks of 10 ms miss short work. */
export function scheduledSeconds(pid) {
  let nanoseconds = 0;
  for (const id of readdirSync(`/proc/${pid}/task`)) {
    try {
      nanoseconds += Number(
        readFileSync(`/proc/${pid}/task/${id}/schedstat`, 'utf8').split(' ')[0],
      );
    } catch {
      // The thread ended meanwhile.
    }
  }
  return nanoseconds / 1e9;
}

/** Child processes of a process that live. */
export function childrenOf(pid) {
  return readdirSync(`/proc/${pid}/task`).flatMap((id) => {
    try {
      const text = readFileSync(`/proc/${pid}/task/${id}/children`, 'utf8').trim();
      return text === '' ? [] : text.split(' ').map(Number);
    } catch {
      return [];
    }
  });
}

/** CPU seconds so far of the children of a process: of those that ended in ticks, of those that live exactly. */
export function childrenSeconds(pid) {
  const fields = statFields(`/proc/${pid}/stat`);
  return childrenOf(pid).reduce(
    (sum, child) => {
      try {
        return sum + scheduledSeconds(child);
      } catch {
        return sum;
      }
    },
    (Number(fields[13]) + Number(fields[14])) / ticksPerSecond,
  );
}

function statFields(file) {
  const stat = readFileSync(file, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function readStat(file) {
  const stat = readFileSync(file, 'utf8');
  const end = stat.lastIndexOf(')');
  const fields = stat.slice(end + 2).split(' ');
  return {
    name: stat.slice(stat.indexOf('(') + 1, end),
    user: Number(fields[11]) / ticksPerSecond,
    system: Number(fields[12]) / ticksPerSecond,
  };
}

/** Resident memory of a process in MiB. */
export function residentMiB(pid) {
  const match = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(match[1]) / 1024;
}

/** Open descriptors of a process. */
export function openFiles(pid) {
  return readdirSync(`/proc/${pid}/fd`).length;
}

/** Threads of a process. */
export function threadCount(pid) {
  return readdirSync(`/proc/${pid}/task`).length;
}
