import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

function run(program: string, ...args: string[]): void {
  const { status, error, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`${program} ${args.join(' ')}: ${error?.message ?? stderr.trim()}`);
  }
}

/** Whether file systems may be mounted here. */
export function canMount(): boolean {
  return process.getuid?.() === 0;
}

/** A disk of a few megabytes, which a test may make larger. Needs root. */
export class SmallDisk {
  readonly folder: string;

  constructor(megabytes: number) {
    this.folder = mkdtempSync(join(tmpdir(), 'casement-disk-'));
    run('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'casement-test', this.folder);
  }

  grow(megabytes: number): void {
    run('mount', '-o', `remount,size=${megabytes}m`, this.folder);
  }

  close(): void {
    // Whoever still has a file open there keeps nobody from going on.
    run('umount', '--lazy', this.folder);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
