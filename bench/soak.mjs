// Hours with many viewers who come and go: memory, descriptors, threads and CPU of the gateway every minute, and their trend.
//   ./casement bench soak [--viewers 100] [--minutes 120] [--churn 5] [--json tmp/bench/soak.json]
//
// Every minute `churn` viewers leave and as many join. The trend leaves out the first tenth of the time (at least 3
// minutes), in which caches fill.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { mediaScenario } from './lib/film.mjs';
import { startHouse, wait } from './lib/house.mjs';
import { openFiles, residentMiB, scheduledSeconds, threadCount } from './lib/process-figures.mjs';
import { slopePerHour } from './lib/trend.mjs';
import { startViewers } from './lib/viewers.mjs';

const intervalMs = 60_000;
const mib = 2 ** 20;

/** name: [title, digits]; those that are missing in /metrics are left out. */
const columns = {
  residentMiB: ['RSS MiB', 1],
  heapMiB: ['heap MiB', 1],
  externalMiB: ['external MiB', 1],
  openFiles: ['descriptors', 0],
  threads: ['threads', 0],
  cpuPercent: ['% of a core', 1],
  packetsPerViewer: ['packets/s and viewer', 0],
  lost: ['lost', 0],
  invalid: ['invalid', 0],
  dropped: ['connections dropped', 0],
  failedJoins: ['joins that failed', 0],
};

export async function benchSoak(args = []) {
  const { values } = parseArgs({
    args,
    options: {
      viewers: { type: 'string', default: '100' },
      minutes: { type: 'string', default: '120' },
      churn: { type: 'string', default: '5' },
      json: { type: 'string', default: 'tmp/bench/soak.json' },
    },
  });
  const house = await startHouse({ scenario: await mediaScenario({ linkMbps: 100 }) });
  const samples = [];
  try {
    const viewers = await startViewers({ house, count: Number(values.viewers) });
    console.log(
      `soak: ${values.viewers} viewers of one camera, ${values.churn} leave and join every minute, ${values.minutes} minutes`,
    );
    const titles = Object.values(columns).map(([title]) => title);
    console.log(`| minute | ${titles.join(' | ')} |`);
    console.log(`| --- |${' --- |'.repeat(titles.length)}`);
    await wait(5000);
    await viewers.mark();
    for (let minute = 1; minute <= Number(values.minutes); minute++) {
      const sample = await nextMinute(house, viewers, minute, Number(values.churn));
      samples.push(sample);
      console.log(sampleText(sample));
      mkdirSync(dirname(values.json), { recursive: true });
      writeFileSync(values.json, `${JSON.stringify(samples)}\n`);
    }
    printTrend(samples);
    await viewers.end();
  } finally {
    await house.stop();
  }
}

async function nextMinute(house, viewers, minute, churn) {
  const before = scheduledSeconds(house.gatewayPid);
  const started = performance.now();
  await viewers.leave(churn);
  await viewers.join(churn, false);
  await viewers.mark();
  const marked = performance.now();
  await wait(Math.max(1000, intervalMs - (performance.now() - started)));
  const report = await viewers.report();
  const measured = (performance.now() - marked) / 1000;
  const seconds = (performance.now() - started) / 1000;
  const cpuPercent = ((scheduledSeconds(house.gatewayPid) - before) / seconds) * 100;
  const metrics = await house.metrics();
  return {
    minute,
    residentMiB: residentMiB(house.gatewayPid),
    heapMiB: metrics.get('casement_nodejs_heap_size_used_bytes') / mib,
    externalMiB: metrics.get('casement_nodejs_external_memory_bytes') / mib,
    openFiles: openFiles(house.gatewayPid),
    threads: threadCount(house.gatewayPid),
    cpuPercent,
    packetsPerViewer: report.packets / report.viewers / measured,
    lost: report.lost,
    invalid: report.invalid,
    dropped: viewers.lost(),
    failedJoins: report.failedJoins,
  };
}

function sampleText(sample) {
  const cells = Object.entries(columns).map(([name, [, digits]]) => sample[name].toFixed(digits));
  return `| ${sample.minute} | ${cells.join(' | ')} |`;
}

function printTrend(samples) {
  const settled = samples.slice(Math.max(3, Math.floor(samples.length / 10)));
  console.log('\n| trend | per hour | ± |\n| --- | --- | --- |');
  for (const name of [
    'residentMiB',
    'heapMiB',
    'externalMiB',
    'openFiles',
    'threads',
    'cpuPercent',
  ]) {
    const { slope, error } = slopePerHour(
      settled.map(({ minute, [name]: value }) => [minute / 60, value]),
    );
    console.log(`| ${columns[name][0]} | ${slope.toFixed(2)} | ${error.toFixed(2)} |`);
  }
  console.log('');
}
