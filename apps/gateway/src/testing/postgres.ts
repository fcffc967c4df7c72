import { spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A PostgreSQL server of its own, in a folder of its own. */
export type TestPostgres = { readonly url: string; readonly stop: () => Promise<void> };

const APT = 'apt-get install -y --no-install-recommends postgresql';
const START_MS = 30_000;

const binaries = (): string | undefined => {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root) : [];
  return versions
    .sort((left, right) => Number(right) - Number(left))
    .map((version) => join(root, version, 'bin'))
    .find((folder) => existsSync(join(folder, 'initdb')));
};

/** The server refuses to run as root. */
const unprivileged = (): { uid?: number; gid?: number } => {
  if (process.getuid?.() !== 0) {
    return {};
  }
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const user = ['postgres', 'nobody']
    .map((name) => users.find(([found]) => found === name))
    .find((found) => found !== undefined);
  return { uid: Number(user?.[2]), gid: Number(user?.[3]) };
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });

/**
 * Starts a PostgreSQL server from Debian's binaries.
 *
 * @returns undefined when they are not installed and this is not CI
 */
export const startPostgres = async (): Promise<TestPostgres | undefined> => {
  const bin = binaries();
  if (bin === undefined) {
    if (process.env['CI'] === 'true') {
      throw new Error(`PostgreSQL is not installed; install it with: ${APT}`);
    }
    process.stderr.write(`NOT TESTED: the database on PostgreSQL. Install it with: ${APT}\n`);
    return undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), 'casement-pg-'));
  const user = unprivileged();
  chownSync(folder, user.uid ?? process.getuid?.() ?? 0, user.gid ?? process.getgid?.() ?? 0);
  const data = join(folder, 'data');
  const init = spawnSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'casement', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'],
    { ...user, cwd: folder, encoding: 'utf8' },
  );
  if (init.status !== 0) {
    throw new Error(`initdb failed: ${init.stderr}`);
  }
  const port = await freePort();
  const server = spawn(
    join(bin, 'postgres'),
    ['-D', data, '-h', '127.0.0.1', '-p', String(port), '-k', folder, '-F'],
    { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let log = '';
  server.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const giveUpAt = Date.now() + START_MS;
  while (!log.includes('ready to accept connections')) {
    if (server.exitCode !== null || Date.now() > giveUpAt) {
      server.kill('SIGKILL');
      throw new Error(`PostgreSQL did not start: ${log}`);
    }
    await delay(50);
  }
  return {
    url: `postgres://casement@127.0.0.1:${port}/postgres`,
    stop: async () => {
      server.kill('SIGINT');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
