// The house as processes for the benchmarks: a simulator and a gateway on free ports of loopback.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The checkout that is measured: this one, or another one that is built, to compare with. */
export const root = process.env.CASEMENT_BENCH_TREE ?? join(import.meta.dirname, '..', '..');

/** Where benchmarks keep what they prepare and what they report. */
export const scratch = join(import.meta.dirname, '..', '..', 'tmp', 'bench');

export const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** Starts `tools/demo.mjs` with a scenario file and resolves when it serves. */
export async function startHouse({ scenario, environment = {}, options = [] }) {
  const folder = mkdtempSync(join(tmpdir(), 'casement-bench-'));
  const port = await freePort();
  const stateFile = join(folder, 'state.json');
  const child = spawn(
    process.execPath,
    [
      join(root, 'tools', 'demo.mjs'),
      '--port',
      String(port),
      '--host',
      '127.0.0.1',
      '--scenario',
      resolve(import.meta.dirname, '..', scenario),
      '--data-dir',
      join(folder, 'data'),
      '--state-file',
      stateFile,
      '--calm',
      ...options,
    ],
    { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...environment } },
  );
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (output = (output + text).slice(-10_000)));
  await until('the house', 300_000, () => {
    if (child.exitCode !== null) throw new Error(`the demo ended:\n${output}`);
    return output.includes('Casement is running') && existsSync(stateFile);
  });
  const state = JSON.parse(readFileSync(stateFile, 'utf8'));
  const url = `http://127.0.0.1:${port}/`;
  const cookie = await signIn(url, state.password);
  return {
    url,
    cookie,
    password: state.password,
    simulator: state.simulator,
    alarms: state.alarms,
    gatewayPid: state.pids.gateway,
    simulatorPid: state.pids.simulator,
    /** The secret of a new API token of the role viewer. */
    async newToken(name) {
      const answer = await fetch(new URL('api/v1/auth/tokens', url), {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie, origin: new URL(url).origin },
        body: JSON.stringify({ name }),
      });
      if (!answer.ok) throw new Error(`token: ${answer.status} ${await answer.text()}`);
      return (await answer.json()).secret;
    },
    async metrics() {
      const answer = await fetch(new URL('metrics', url), { headers: { cookie } });
      return parseMetrics(await answer.text());
    },
    async stop() {
      child.kill('SIGTERM');
      await new Promise((done) => (child.exitCode === null ? child.once('exit', done) : done()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function signIn(url, password) {
  const answer = await fetch(new URL('api/v1/auth/login', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: new URL(url).origin },
    body: JSON.stringify({ username: 'admin', password }),
  });
  if (!answer.ok) throw new Error(`sign-in: ${answer.status} ${await answer.text()}`);
  return answer.headers.get('set-cookie').split(';')[0];
}

/** Sum per metric name over all labels. */
function parseMetrics(text) {
  const sums = new Map();
  for (const line of text.split('\n')) {
    const match = /^([a-z_]+)(?:\{[^}]*\})? ([-+0-9.eE]+)$/.exec(line);
    if (match) sums.set(match[1], (sums.get(match[1]) ?? 0) + Number(match[2]));
  }
  return sums;
}

export async function until(what, limitMs, condition) {
  const end = Date.now() + limitMs;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited ${limitMs} ms for ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

export async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** The value below which the given share of the sorted numbers lies. */
export function percentile(sorted, share) {
  return sorted.length === 0
    ? Number.NaN
    : sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}
