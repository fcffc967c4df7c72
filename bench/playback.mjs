// What playback costs, and how long somebody waits for a picture.
//   ./casement bench playback [--parts seeks,gops,cpu,memory] [--seeks 30] [--minutes 10] [--json FILE]
//
// Seeks: from the command to the GOP at a client that decodes nothing (the gateway's share, the recorder's included), and to
// the picture on the screen of the page in Chromium. Cold: nobody was there before. Warm: the GOP is in the gateway's cache.
// The simulated recorder answers at once and minds no pause between commands, of which the gateway keeps 0.2 s; a real one
// wants 3 s. CPU: all threads of the gateway, less an idle one. Memory: reverse at normal speed, in Chromium.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { percentile, startHouse, until, wait } from './lib/house.mjs';
import { PlaybackClient } from './lib/playback-client.mjs';
import { openPlaybackPage } from './lib/playback-page.mjs';
import { residentMiB, scheduledSeconds } from './lib/process-figures.mjs';

/** Of `scenarios/test-playback.yaml`: 640 x 360, 25 pictures a second, GOPs of a second. */
const camera = 1;
const threeCameras = [1, 4, 6];
const fps = 25;
const hourMs = 3_600_000;

export async function benchPlayback(args = []) {
  const { values } = parseArgs({
    args,
    options: {
      parts: { type: 'string', default: 'seeks,gops,cpu,memory' },
      seeks: { type: 'string', default: '30' },
      minutes: { type: 'string', default: '10' },
      json: { type: 'string' },
    },
  });
  const scenario = join(import.meta.dirname, '..', 'scenarios', 'test-playback.yaml');
  const house = await startHouse({ scenario });
  const parts = { seeks: benchSeeks, gops: benchGops, cpu: benchCpu, memory: benchMemory };
  const report = {};
  try {
    for (const name of values.parts.split(',')) {
      report[name] = await parts[name](house, values);
    }
  } finally {
    await house.stop();
  }
  if (values.json) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
  return report;
}

/** A whole second somewhere in the last two days, but not in the last hours. */
const anyTime = () => Math.floor((Date.now() - (3 + Math.random() * 45) * hourMs) / 1000) * 1000;

/** The picture that is on screen in the middle of the second that begins then. */
const middleOf = (secondMs) => secondMs + Math.floor(fps / 2) * (1000 / fps);

async function benchSeeks(house, { seeks }) {
  const count = Number(seeks);
  const rows = [];
  const client = await PlaybackClient.open(house, [camera], anyTime());
  const page = await openPlaybackPage(house, camera, anyTime());
  const measure = async (name, times, measureOne) => {
    const all = [];
    for (const timeMs of times) all.push(await measureOne(timeMs));
    all.sort((a, b) => a - b);
    rows.push({ name, p50: percentile(all, 0.5), p95: percentile(all, 0.95) });
  };
  const seekTo = (timeMs) => ({ command: 'seek', at: new Date(timeMs).toISOString() });
  const times = (n = count) => Array.from({ length: n }, () => middleOf(anyTime()));
  try {
    const first = times();
    await measure('gateway, cold', first, (timeMs) => client.seek(timeMs));
    await measure('gateway, warm', first, (timeMs) => client.seek(timeMs));
    const second = times();
    await measure('page, cold', second, (timeMs) => page.until(seekTo(timeMs), timeMs));
    await measure('page, warm', second, (timeMs) => page.until(seekTo(timeMs), timeMs));
    let shownMs = second.at(-1);
    const steps = (step) => Array.from({ length: count }, () => (shownMs += step * (1000 / fps)));
    await measure('page, one picture on', steps(1), (timeMs) =>
      page.until({ command: 'next' }, timeMs),
    );
    await measure('page, one picture back', steps(-1), (timeMs) =>
      page.until({ command: 'previous' }, timeMs),
    );
  } finally {
    await page.end();
    await client.end();
  }
  console.log(`seek to picture, ${count} each, ms\n| | p50 | p95 |\n| --- | --- | --- |`);
  for (const { name, p50, p95 } of rows)
    console.log(`| ${name} | ${p50.toFixed(0)} | ${p95.toFixed(0)} |`);
  console.log();
  return rows;
}

async function benchGops(house) {
  const rows = [];
  const recorderGops = async () => {
    const state = await (await fetch(new URL('state', house.simulator.controlUrl))).json();
    return state.playback.cameras.reduce((sum, { gops }) => sum + gops, 0);
  };
  const cacheFigures = async () => {
    const metrics = await house.metrics();
    return {
      hits: metrics.get('casement_playback_cache_hits_total') ?? 0,
      fetched: metrics.get('casement_playback_gops_fetched_total') ?? 0,
    };
  };
  const play = async (name, client, command, toMs) => {
    const before = { gops: await recorderGops(), ...(await cacheFigures()) };
    const [first] = client.cameras.values();
    const fromMs = first.clock.positionMs;
    await client.command(...command);
    const direction = Math.sign(toMs - fromMs);
    await until(name, 300_000, () => (first.clock.positionMs - toMs) * direction >= 0);
    await client.command('pause');
    await wait(300);
    const after = { gops: await recorderGops(), ...(await cacheFigures()) };
    const minutes = Math.abs(first.clock.positionMs - fromMs) / 60_000;
    const hits = after.hits - before.hits;
    const fetched = after.fetched - before.fetched;
    rows.push({
      name,
      perMinute: (after.gops - before.gops) / minutes / client.cameras.size,
      hitRate: hits + fetched === 0 ? Number.NaN : hits / (hits + fetched),
    });
  };
  const startMs = anyTime();
  const one = await PlaybackClient.open(house, [camera], startMs);
  try {
    await play('forward, 1 x', one, ['play'], startMs + 60_000);
    await play('back over the same, 1 x', one, ['reverse'], startMs + 5_000);
    await play('forward again, 4 x', one, ['play', { speed: 4 }], startMs + 55_000);
    await play('fast forward, 16 x', one, ['forward', { speed: 16 }], startMs + 600_000);
  } finally {
    await one.end();
  }
  const three = await PlaybackClient.open(house, threeCameras, startMs + 2 * hourMs);
  try {
    await play('three cameras, 1 x', three, ['play'], startMs + 2 * hourMs + 60_000);
  } finally {
    await three.end();
  }
  console.log(
    'GOPs of one second\n| | fetched per camera and minute played | found in the cache |\n| --- | --- | --- |',
  );
  for (const { name, perMinute, hitRate } of rows)
    console.log(`| ${name} | ${perMinute.toFixed(1)} | ${(hitRate * 100).toFixed(0)} % |`);
  console.log();
  return rows;
}

async function benchCpu(house) {
  const seconds = 20;
  const pid = house.gatewayPid;
  const span = async () => {
    const before = scheduledSeconds(pid);
    const began = performance.now();
    await wait(seconds * 1000);
    return (scheduledSeconds(pid) - before) / ((performance.now() - began) / 1000);
  };
  await wait(2000);
  const idle = await span();
  const rows = [];
  for (const [name, cameras, command] of [
    ['one camera, 1 x', [camera], ['play']],
    ['one camera, reverse', [camera], ['reverse']],
    ['three cameras, 1 x', threeCameras, ['play']],
    ['three cameras, 4 x', threeCameras, ['play', { speed: 4 }]],
  ]) {
    const client = await PlaybackClient.open(house, cameras, anyTime());
    try {
      await client.command(...command);
      await wait(2000);
      rows.push({ name, perCamera: ((await span()) - idle) / cameras.length });
    } finally {
      await client.end();
    }
  }
  console.log(
    `CPU of the gateway per playing camera, % of a core, less ${(idle * 100).toFixed(1)} idle\n| | |\n| --- | --- |`,
  );
  for (const { name, perCamera } of rows)
    console.log(`| ${name} | ${(perCamera * 100).toFixed(2)} |`);
  console.log();
  return rows;
}

async function benchMemory(house, { minutes }) {
  const page = await openPlaybackPage(
    house,
    camera,
    Math.floor(Date.now() / 1000) * 1000 - 5 * hourMs,
  );
  const rows = [];
  console.log(
    'reverse at normal speed\n| minute | gateway RSS MiB | gateway heap MiB | of RSS the cache of GOPs, MiB | page heap MiB | open pictures (most) | GOPs in the page | shown | left out |\n|' +
      ' --- |'.repeat(9),
  );
  try {
    await page.command({ command: 'reverse' });
    for (let minute = 0; minute <= Number(minutes); minute++) {
      if (minute > 0) await wait(60_000);
      const metrics = await house.metrics();
      const row = {
        minute,
        residentMiB: residentMiB(house.gatewayPid),
        heapMiB: (metrics.get('casement_nodejs_heap_size_used_bytes') ?? Number.NaN) / 2 ** 20,
        cacheMiB: (metrics.get('casement_playback_cache_bytes') ?? Number.NaN) / 2 ** 20,
        ...(await page.figures()),
      };
      rows.push(row);
      const { openFrames, mostOpenFrames, bufferedGops, shown, skipped, pageHeapMiB } = row;
      console.log(
        `| ${minute} | ${row.residentMiB.toFixed(1)} | ${row.heapMiB.toFixed(1)} | ${row.cacheMiB.toFixed(1)} | ${pageHeapMiB.toFixed(1)} | ${openFrames} (${mostOpenFrames}) | ${bufferedGops} | ${shown} | ${skipped} |`,
      );
    }
  } finally {
    await page.end();
  }
  console.log();
  return rows;
}
