// ./casement demo: a simulated recorder, the gateway and the web page, each a process of its own, as a
// stranger would meet them. A process that dies is started again, as a service manager would do.
//   node tools/demo.mjs [--port 8080] [--host 127.0.0.1] [--scenario FILE] [--data-dir DIR] [--state-file FILE]
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const root = join(import.meta.dirname, '..');
const { values: options } = parseArgs({
  options: {
    port: { type: 'string', default: '8080' },
    host: { type: 'string', default: '0.0.0.0' },
    scenario: { type: 'string', default: join(root, 'scenarios', 'demo.yaml') },
    'data-dir': { type: 'string', default: join(root, 'tmp', 'demo') },
    'cache-dir': { type: 'string', default: join(root, 'tmp', 'footage') },
    'state-file': { type: 'string' },
    announce: { type: 'string', multiple: true, default: [] },
  },
});

const dataDir = resolve(options['data-dir']);
const readyFile = join(dataDir, 'simulator.json');
const configFile = join(dataDir, 'casement.yaml');
const password = process.env.CASEMENT_ADMIN_PASSWORD ?? randomBytes(9).toString('base64url');

rmSync(dataDir, { recursive: true, force: true });
mkdirSync(dataDir, { recursive: true });

let stopping = false;
const children = new Map();

/** Starts a part and starts it again one second after it died. */
function keep(name, args, env) {
  const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'inherit', 'inherit'] });
  children.set(name, child);
  writeState();
  child.on('exit', (code, signal) => {
    children.delete(name);
    if (stopping) return;
    if (code === 2) {
      console.error(`demo: the ${name} cannot start, see above`);
      void stop(1);
      return;
    }
    console.error(`demo: the ${name} ended (${signal ?? `code ${code}`}), starting it again in 1 s`);
    setTimeout(() => stopping || keep(name, args, env), 1000);
  });
}

async function stop(code) {
  if (stopping) return;
  stopping = true;
  const ends = [...children.values()].map((child) => new Promise((done) => child.once('exit', done)));
  for (const child of children.values()) child.kill('SIGTERM');
  const hard = setTimeout(() => [...children.values()].forEach((child) => child.kill('SIGKILL')), 12_000);
  await Promise.all(ends);
  clearTimeout(hard);
  process.exit(code);
}

function writeState() {
  const file = options['state-file'];
  if (!file) return;
  const pids = Object.fromEntries([...children].map(([name, child]) => [name, child.pid]));
  const simulator = existsSync(readyFile) ? JSON.parse(readFileSync(readyFile, 'utf8')) : null;
  writeFileSync(`${file}.new`, JSON.stringify({ pids, simulator, port: Number(options.port), password }));
  writeFileSync(file, readFileSync(`${file}.new`));
}

async function until(what, milliseconds, condition) {
  const end = Date.now() + milliseconds;
  while (!stopping) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) {
      console.error(`demo: gave up waiting for ${what}`);
      await stop(1);
    }
    await new Promise((done) => setTimeout(done, 100));
  }
  return undefined;
}

process.on('SIGINT', () => void stop(0));
process.on('SIGTERM', () => void stop(0));

console.log('demo: preparing the cameras’ pictures (about a minute the first time, then kept)');
keep('simulator', [
  join(root, 'apps', 'simulator', 'dist', 'main.js'),
  '--scenario', options.scenario,
  '--cache-dir', options['cache-dir'],
  '--ready-file', readyFile,
]);
const simulator = await until('the simulator', 600_000, () => existsSync(readyFile) && JSON.parse(readFileSync(readyFile, 'utf8')));

// The configuration a user would write for this recorder. It is JSON, which is YAML too.
writeFileSync(
  configFile,
  JSON.stringify(
    {
      server: { host: options.host, port: Number(options.port) },
      database: { url: 'file:./casement.db' },
      dataDir: '.',
      webrtc: { announce: options.announce },
      recorders: [
        {
          id: 'demo',
          name: simulator.name ?? 'Demo recorder',
          kind: 'nvr',
          url: simulator.httpUrl,
          username: simulator.username,
          password: simulator.password,
          cameras: simulator.cameras.map(({ number, name }) => ({ number, name })),
          // A real recorder wants three seconds between commands; the simulated one does not mind.
          pacing: { controlMs: 200, ptzMs: 200 },
        },
      ],
    },
    null,
    2,
  ),
);
keep('gateway', [join(root, 'apps', 'gateway', 'dist', 'main.js'), '--config', configFile], {
  CASEMENT_ADMIN_PASSWORD: password,
  CASEMENT_LOG_LEVEL: process.env.CASEMENT_LOG_LEVEL ?? 'warn',
});
const url = `http://localhost:${options.port}/`;
await until('the gateway', 60_000, () => fetch(`${url}healthz`).then((answer) => answer.ok, () => false));
writeState();
console.log(`
  Casement is running:  ${url}
  user                  admin
  one-time password     ${password}

  ${simulator.cameras.length} simulated cameras; control page of the simulator: ${simulator.controlUrl}
  Ctrl-C ends everything.
`);
