// CPU time per packet and viewer at 1, 10 and 50 viewers of one 1080p camera, and the delay that the gateway adds.
//
// CPU: user + system of the whole gateway process over the measured span, divided by (packets received x viewers).
// Added delay: each picture's last packet at the viewer, against the same picture's last packet on a stream that the
// benchmark takes from the simulator directly.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { cpuSeconds, percentile, residentMiB, startHouse, until } from './lib/house.mjs';
import { openReference } from './lib/reference.mjs';

const measuredMs = 15_000;

export async function benchMedia() {
  const house = await startHouse({ scenario: 'one-1080p.yaml' });
  const rows = [];
  try {
    for (const viewers of [1, 10, 50]) {
      rows.push(await measure(house, viewers));
    }
  } finally {
    await house.stop();
  }
  console.log('media: one camera 1920x1080, H.264, RTP over UDP, all on loopback');
  console.log(
    '| viewers | packets/s | us CPU per packet and viewer | user | sys | % of a core | added delay p50 / p95 / p99 ms | lost | join ms p50 | RSS MiB |',
  );
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |');
  for (const row of rows) console.log(row);
  console.log('');
}

async function measure(house, viewers) {
  const whep = new URL('api/v1/recorders/demo/cameras/1/live/whep', house.url).href;
  const receivers = await startReceivers(whep, house.cookie, viewers);
  const reference = await openReference(house.simulator, 1);
  await new Promise((done) => setTimeout(done, 3000));
  await receivers.ask({ mark: true });
  reference.mark();
  const before = cpuSeconds(house.gatewayPid);
  const packetsBefore = (await house.metrics()).get('casement_rtp_packets_received_total');
  const started = performance.now();
  await new Promise((done) => setTimeout(done, measuredMs));
  const after = cpuSeconds(house.gatewayPid);
  const seconds = (performance.now() - started) / 1000;
  const packets =
    (await house.metrics()).get('casement_rtp_packets_received_total') - packetsBefore;
  const report = await receivers.ask({ report: true });
  const rss = residentMiB(house.gatewayPid);
  const delays = report.pictures
    .flatMap((pictures) => addedDelays(reference.pictures, pictures))
    .sort((a, b) => a - b);
  await receivers.end();
  await reference.close();
  const user = after.user - before.user;
  const system = after.system - before.system;
  const each = (value) => ((value * 1e6) / (packets * viewers)).toFixed(1);
  const lost = report.lost.reduce((sum, value) => sum + value, 0);
  const joins = receivers.joinMs.sort((a, b) => a - b);
  return `| ${viewers} | ${(packets / seconds).toFixed(0)} | ${each(user + system)} | ${each(user)} | ${each(system)} | ${(((user + system) / seconds) * 100).toFixed(0)} | ${[0.5, 0.95, 0.99].map((share) => percentile(delays, share).toFixed(1)).join(' / ')} | ${lost} | ${percentile(joins, 0.5).toFixed(0)} | ${rss.toFixed(0)} |`;
}

/**
 * Delay of each picture at a viewer against the reference. Both count the same 90 kHz clock from different starts: the
 * constant between them is the one most pictures agree on when each is paired with the newest reference picture before it.
 */
function addedDelays(reference, pictures) {
  const votes = new Map();
  let newest = 0;
  for (const [timestamp, at] of pictures) {
    while (newest + 1 < reference.length && reference[newest + 1][1] <= at) newest += 1;
    if (reference.length > 0 && reference[newest][1] <= at) {
      const constant = (timestamp - reference[newest][0]) >>> 0;
      votes.set(constant, (votes.get(constant) ?? 0) + 1);
    }
  }
  const winner = [...votes].sort((a, b) => b[1] - a[1])[0];
  if (!winner) return [];
  const arrival = new Map(reference.map(([timestamp, at]) => [timestamp, at]));
  return pictures.flatMap(([timestamp, at]) => {
    const sent = arrival.get((timestamp - winner[0]) >>> 0);
    return sent === undefined ? [] : [at - sent];
  });
}

async function startReceivers(whep, cookie, count) {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'lib', 'receivers.mjs'), whep, cookie, String(count)],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const answers = [];
  createInterface({ input: child.stdout }).on('line', (line) => answers.push(JSON.parse(line)));
  const next = (limitMs) =>
    until('the receivers', limitMs, () => {
      if (child.exitCode !== null) throw new Error('the receivers ended');
      return answers.shift();
    });
  const { joinMs } = await next(120_000);
  return {
    joinMs,
    ask(command) {
      child.stdin.write(`${JSON.stringify(command)}\n`);
      return next(30_000);
    },
    async end() {
      child.stdin.write('{"end":true}\n');
      await new Promise((done) => (child.exitCode === null ? child.once('exit', done) : done()));
    },
  };
}
