// ./casement demo: a simulated recorder, the gateway and the web page, each a process of its own, as a
// stranger would meet them. A process that dies is started again, as a service manager would do.
//   node tools/demo.mjs [--port 8080] [--host ADDRESS] [--footage FILE]… [--scenario FILE] [--data-dir DIR] [--state-file FILE] [--calm]
// --calm: no alarms come by themselves. Each --footage shows a film file of yours on the next camera, from camera 1 on.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..');
const { values: options } = parseArgs({
  options: {
    port: { type: 'string', default: '8080' },
    host: { type: 'string', default: '0.0.0.0' },
    scenario: { type: 'string', default: join(root, 'scenarios', 'demo.yaml') },
    'data-dir': { type: 'string', default: join(root, 'tmp', 'demo') },
    'cache-dir': { type: 'string', default: join(root, 'tmp', 'footage') },
    'state-file': { type: 'string' },
    footage: { type: 'string', multiple: true, default: [] },
    announce: { type: 'string', multiple: true, default: [] },
    calm: { type: 'boolean', default: false },
  },
});

const dataDir = resolve(options['data-dir']);
const readyFile = join(dataDir, 'simulator.json');
const configFile = join(dataDir, 'casement.yaml');
const scenarioFile = join(dataDir, 'scenario.json');
const password = process.env.CASEMENT_ADMIN_PASSWORD ?? randomBytes(9).toString('base64url');

rmSync(dataDir, { recursive: true, force: true });
mkdirSync(dataDir, { recursive: true });

/** A port that is free now; kept by the scenario, so that a simulator that is started again is found again. */
async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** Where the demo's gateway takes alarms: the usual port 1818 may be somebody else's. */
const alarms = { host: '127.0.0.1', port: await freePort() };

/** The scenario with its ports settled and its footage named by whole paths. */
async function settleScenario() {
  const scenario = parse(readFileSync(options.scenario, 'utf8'));
  const folder = dirname(resolve(options.scenario));
  const settled = async (listener) => ({
    host: '127.0.0.1',
    ...listener,
    port: listener?.port || (await freePort()),
  });
  const whole = {
    ...scenario,
    // The demo's gateway speaks HTTP to its recorder, whatever else the scenario serves.
    http: await settled(scenario.http || undefined),
    control: await settled(scenario.control),
    alarms: {
      ...scenario.alarms,
      destinations: [alarms],
      ...(options.calm && { schedule: [] }),
    },
    cameras: scenario.cameras.map(({ scene, ...camera }, index) => {
      const film = options.footage[index]
        ? resolve(options.footage[index])
        : camera.footage && resolve(folder, camera.footage);
      return film ? { ...camera, footage: film } : { ...camera, ...(scene && { scene }) };
    }),
  };
  writeFileSync(scenarioFile, JSON.stringify(whole, null, 2));
  return whole;
}

const scenario = await settleScenario();
const cameras = scenario.cameras
  .filter(({ connection }) => connection !== 'unregistered')
  .map(({ number, name, ptz }) => ({
    number,
    name: name ?? `Camera ${number}`,
    // Recorders do not tell it: 16 unless somebody says so.
    ...(ptz?.scale === 256 && { ptzScale: 256 }),
  }));
const [{ username, password: recorderPassword }] = scenario.users;
const simulator = {
  httpUrl: `http://127.0.0.1:${scenario.http.port}`,
  controlUrl: `http://127.0.0.1:${scenario.control.port}`,
  username,
  password: recorderPassword,
  cameras,
};

let stopping = false;
let hasSimulator = true;
const children = new Map();

/** Says how far the pictures are; on a terminal in one line that changes. */
const percents = new Map();
function showProgress({ camera, cameras: of, percent }) {
  percents.set(camera, percent);
  const whole = Math.floor([...percents.values()].reduce((sum, one) => sum + one, 0) / of);
  const line = `demo: pictures of ${of} cameras: ${whole} %`;
  if (process.stdout.isTTY) {
    process.stdout.write(`\r${line}${whole >= 100 ? '\n' : ''}`);
  } else if (whole >= (showProgress.next ?? 0)) {
    showProgress.next = whole + 20;
    console.log(line);
  }
}

/** The simulator reports one JSON object per line. */
function readReports(stream) {
  createInterface({ input: stream }).on('line', (line) => {
    try {
      const report = JSON.parse(line);
      if (report.event === 'footage' && percents.get(report.camera) !== 100) showProgress(report);
    } catch {
      console.log(line);
    }
  });
}

/** Starts a part and starts it again one second after it died. */
function keep(name, args, env) {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', name === 'simulator' ? 'pipe' : 'inherit', 'inherit'],
  });
  if (child.stdout) readReports(child.stdout);
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
    if (name === 'simulator' && code === 1 && !existsSync(readyFile)) {
      // Without ffmpeg there are no pictures; the gateway and the page are worth seeing all the same.
      console.error('demo: the simulated recorder cannot start, see above; going on without it');
      hasSimulator = false;
      return;
    }
    console.error(
      `demo: the ${name} ended (${signal ?? `code ${code}`}), starting it again in 1 s`,
    );
    setTimeout(() => stopping || keep(name, args, env), 1000);
  });
}

async function stop(code) {
  if (stopping) return;
  stopping = true;
  const ends = [...children.values()].map(
    (child) => new Promise((done) => child.once('exit', done)),
  );
  for (const child of children.values()) child.kill('SIGTERM');
  const hard = setTimeout(
    () => [...children.values()].forEach((child) => child.kill('SIGKILL')),
    12_000,
  );
  await Promise.all(ends);
  clearTimeout(hard);
  process.exit(code);
}

function writeState() {
  const file = options['state-file'];
  if (!file) return;
  const pids = Object.fromEntries([...children].map(([name, child]) => [name, child.pid]));
  writeFileSync(
    `${file}.new`,
    JSON.stringify({ pids, simulator, port: Number(options.port), password, alarms }),
  );
  // At once: whoever reads it never finds half of it.
  renameSync(`${file}.new`, file);
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
  '--scenario',
  scenarioFile,
  '--cache-dir',
  options['cache-dir'],
  '--ready-file',
  readyFile,
]);
await until('the simulator', 600_000, () => existsSync(readyFile) || !hasSimulator);

// The configuration a user would write for this recorder. It is JSON, which is YAML too.
writeFileSync(
  configFile,
  JSON.stringify(
    {
      server: { host: options.host, port: Number(options.port) },
      database: { url: 'file:./casement.db' },
      dataDir: '.',
      webrtc: { announce: options.announce },
      alarms: { listen: `${alarms.host}:${alarms.port}` },
      recorders: [
        {
          id: 'demo',
          name: scenario.name ?? 'Demo recorder',
          kind: 'nvr',
          url: simulator.httpUrl,
          username,
          password: recorderPassword,
          // Recorders tell an offset at most: when their clocks change has to be said.
          ...(scenario.recorder?.timeZone && { timeZone: scenario.recorder.timeZone }),
          cameras,
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
await until('the gateway', 60_000, () =>
  fetch(`${url}healthz`).then(
    (answer) => answer.ok,
    () => false,
  ),
);
writeState();
console.log(`
  Casement is running:  ${url}
  user                  admin
  one-time password     ${password}

  ${hasSimulator ? `${cameras.length} simulated cameras; control page of the simulator: ${simulator.controlUrl}` : 'The simulated recorder does not run (see above): the page says so.'}
  Ctrl-C ends everything.
`);
