// What each way out costs the gateway, per camera and per viewer, and how late its pictures are.
//   ./casement bench ways [--ways NAME,…] [--viewers 1,10,50] [--seconds 6] [--repeat 2] [--json FILE]
//
// CPU: all threads of the gateway over the measured span (schedstat), less what it uses while nobody watches; its
// children (ffmpeg) by themselves. Delay: from the wall clock that the recorder writes into a picture to the arrival of
// its last byte at the first client, read back afterwards; of WebRTC, whose pictures the clients count without decrypting
// them, what the gateway adds to a stream that is taken from the recorder directly. What a player buffers and decodes
// comes on top (apps/e2e/src/ways.spec.ts measures that). HLS as players do it: `hls-ll` asks for each part with blocking
// reload, `hls` for segments once a second. A snapshot client asks once a second.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { askedProcess } from './lib/asked-process.mjs';
import { waysScenario } from './lib/film.mjs';
import { percentile, startHouse, until, wait } from './lib/house.mjs';
import { measureSpan } from './lib/measure.mjs';
import {
  childrenOf,
  childrenSeconds,
  residentMiB,
  scheduledSeconds,
} from './lib/process-figures.mjs';
import { sendReference } from './lib/reference.mjs';
import { startViewers } from './lib/viewers.mjs';

/** Connections settle, code is compiled. */
const settleMs = 2000;

/** Pictures are found again on the reference by their sizes, which takes some. */
const webrtcSeconds = 10;

/** Cameras of `waysScenario`. */
const cameras = { h264: 1, h265: 2, jpeg: 3, sound: 4 };

const stream = (camera, query) => ({ kind: 'stream', camera, path: `live/stream?${query}` });
const hls = (parts) => ({
  kind: 'hls',
  camera: 'h264',
  path: 'live/index.m3u8?audio=0',
  options: { parts },
});

/** Name: what its clients do. */
const ways = {
  webrtc: { kind: 'whep', camera: 'h264' },
  frames: stream('h264', 'format=frames'),
  fmp4: stream('h264', 'format=fmp4&audio=0'),
  'hls-ll': hls(true),
  hls: hls(false),
  'mjpeg of JPEG': { kind: 'mjpeg', camera: 'jpeg', path: 'live/mjpeg?fps=30' },
  'mjpeg of H.264': { kind: 'mjpeg', camera: 'h264', path: 'live/mjpeg?fps=15' },
  'snapshot of JPEG': { kind: 'snapshot', camera: 'jpeg', path: 'snapshot.jpg' },
  'snapshot of H.264': { kind: 'snapshot', camera: 'h264', path: 'snapshot.jpg' },
  'frames of H.265': stream('h265', 'format=frames'),
  'frames, H.265 to H.264': stream('h265', 'format=frames&video=h264'),
  'frames, silent': stream('sound', 'format=frames'),
  'frames with AAC': stream('sound', 'format=frames&audio=1&sound=aac'),
  'frames, AAC to Opus': stream('sound', 'format=frames&audio=1&sound=opus'),
};

export async function benchWays(args = []) {
  const { values } = parseArgs({
    args,
    options: {
      ways: { type: 'string', default: Object.keys(ways).join(';') },
      viewers: { type: 'string', default: '1,10,50' },
      seconds: { type: 'string', default: '6' },
      repeat: { type: 'string', default: '2' },
      json: { type: 'string' },
    },
  });
  const counts = values.viewers.split(',').map(Number);
  const house = await startHouse({
    scenario: await waysScenario(),
    // The next way must not find what the last one left running.
    environment: { CASEMENT_LIVE_LINGER_S: '1' },
  });
  const rows = [];
  printHead(counts);
  try {
    for (let run = 0; run < Number(values.repeat); run++) {
      for (const name of values.ways.split(';')) {
        await untilIdle(house);
        const row = await measureWay(house, name, counts, Number(values.seconds)).catch(
          ({ message }) => ({ name, failed: message }),
        );
        rows.push(row);
        console.log(rowText(row));
      }
    }
  } finally {
    await house.stop();
  }
  if (values.json) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`);
  return rows;
}

/** Nothing is taken from the recorder, and nothing is converted. */
async function untilIdle(house) {
  await until('the gateway to be idle', 60_000, async () => {
    const state = await (await fetch(new URL('state', house.simulator.controlUrl))).json();
    return (
      state.cameras.every(({ streams }) => streams === 0) &&
      childrenOf(house.gatewayPid).length === 0
    );
  });
  await wait(500);
}

async function measureWay(house, name, counts, seconds) {
  const pid = house.gatewayPid;
  const idle = await measureGateway(pid, seconds / 2);
  const way = ways[name];
  const clients = await (way.kind === 'whep' ? webrtcClients : plainClients)(house, way);
  const spans = [];
  try {
    for (const count of counts) {
      await clients.grow(count);
      await wait(settleMs);
      const span = await clients.measure(seconds);
      spans.push({ count, ...span });
    }
  } finally {
    await clients.end();
  }
  const [first] = spans;
  const last = spans.at(-1);
  const more = Math.max(1, last.count - first.count);
  return {
    name,
    idle,
    spans,
    /** In cores. */
    perCamera: first.cpu - idle.cpu,
    perViewer: (last.cpu - first.cpu) / more,
    ffmpeg: first.ffmpeg,
    ffmpegMore: last.ffmpeg,
    mbpsPerViewer: last.mbpsPerViewer,
    memory: first.residentMiB - idle.residentMiB,
    memoryPerViewer: (last.residentMiB - first.residentMiB) / more,
    ffmpegMiB: first.ffmpegMiB,
  };
}

/** Cores of the gateway and of its children over a span, in which `during` runs. */
async function measureGateway(pid, seconds, during = () => wait(seconds * 1000)) {
  const before = { own: scheduledSeconds(pid), children: childrenSeconds(pid) };
  const started = performance.now();
  const result = await during();
  const own = scheduledSeconds(pid) - before.own;
  const children = childrenSeconds(pid) - before.children;
  const span = (performance.now() - started) / 1000;
  return {
    result,
    seconds: span,
    cpu: own / span,
    ffmpeg: children / span,
    residentMiB: residentMiB(pid),
    ffmpegMiB: childrenOf(pid).reduce((sum, child) => sum + residentMiB(child), 0),
  };
}

async function webrtcClients(house, way) {
  const camera = cameras[way.camera];
  const receivers = await startViewers({ house, camera, count: 0 });
  const references = await receivers.references();
  const stopReference = await sendReference(
    house.simulator,
    camera,
    references.map(({ port }) => port),
  );
  let joined = 0;
  return {
    async grow(count) {
      await receivers.join(count - joined, false);
      joined = count;
    },
    async measure(atLeast) {
      const seconds = Math.max(atLeast, webrtcSeconds);
      const { result, ...figures } = await measureGateway(house.gatewayPid, seconds, () =>
        measureSpan({ pid: house.gatewayPid, receivers, seconds }),
      );
      const { p50, p95 } = result.pictures;
      return {
        ...figures,
        cpu: result.cpuSeconds / result.seconds,
        mbpsPerViewer: result.mbpsPerViewer,
        delay: { p50, p95 },
      };
    },
    async end() {
      await stopReference();
      await receivers.end();
    },
  };
}

async function plainClients(house, { kind, camera, path, options }) {
  const file = join(import.meta.dirname, 'lib', 'way-clients.mjs');
  const { url, cookie } = house;
  const clients = askedProcess(
    [process.execPath, file, JSON.stringify({ url, cookie })],
    'clients',
    ({ event, message }) => console.error(`clients: ${event}: ${message}`),
  );
  const whole = `api/v1/recorders/demo/cameras/${cameras[camera]}/${path}`;
  let joined = 0;
  return {
    async grow(count) {
      await clients.ask({ do: 'join', kind, path: whole, count: count - joined, options });
      joined = count;
    },
    async measure(seconds) {
      await clients.ask({ do: 'mark' });
      const { result, ...figures } = await measureGateway(house.gatewayPid, seconds);
      const { bytes, delays, ...report } = await clients.ask({ do: 'report' });
      delays.sort((a, b) => a - b);
      return {
        ...figures,
        ...report,
        mbpsPerViewer: (bytes * 8) / 1e6 / figures.seconds / joined,
        delay: { p50: percentile(delays, 0.5), p95: percentile(delays, 0.95) },
      };
    },
    end: () => clients.end(),
  };
}

function printHead(counts) {
  console.log(
    'ways: CPU in % of a core; per camera: with one viewer, less an idle gateway; all on loopback',
  );
  const head = [
    'way',
    'per camera',
    'per further viewer',
    `all, ${counts.join(' / ')} viewers`,
    'ffmpeg, first / last',
    'Mbit/s per viewer',
    'RSS MiB: camera / further viewer / ffmpeg',
    ...counts.map((count) => `delay p50 / p95 ms, ${count} viewers`),
  ];
  console.log(`| ${head.join(' | ')} |\n|${' --- |'.repeat(head.length)}`);
}

function rowText(row) {
  if (row.failed) return `| ${row.name} | ${row.failed} |`;
  const share = (cores, digits = 1) => (cores * 100).toFixed(digits);
  const cells = [
    row.name,
    share(row.perCamera),
    share(row.perViewer, 2),
    row.spans.map(({ cpu }) => share(cpu)).join(' / '),
    `${share(row.ffmpeg)} / ${share(row.ffmpegMore)}`,
    row.mbpsPerViewer.toFixed(2),
    `${row.memory.toFixed(1)} / ${row.memoryPerViewer.toFixed(2)} / ${row.ffmpegMiB.toFixed(0)}`,
    ...row.spans.map(
      ({ delay, missed }) =>
        `${delay.p50.toFixed(1)} / ${delay.p95.toFixed(1)}${missed > 0 ? ` (${missed} parts too late)` : ''}`,
    ),
  ];
  return `| ${cells.join(' | ')} |`;
}
