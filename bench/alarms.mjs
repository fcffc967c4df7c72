// From the bytes of an alarm to the browser: how long it takes, how many are stored in a second, and what that costs.
//   ./casement bench alarms [--rates 1,100,1000] [--seconds 20] [--storm 60] [--knocks 10000] [--json FILE]
//
// Each alarm comes on a connection of its own. The time runs from the moment at which its bytes are handed to the system to
// the `alarm` event in a socket.io client; the alarm is on disk by then (SQLite, synchronous = FULL). Sender, client and
// gateway share this machine. Afterwards the alarms are counted: a number that is missing would be said.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sendStorm } from './lib/alarm-storm.mjs';
import { percentile, root, startHouse, until, wait } from './lib/house.mjs';
import { residentMiB, scheduledSeconds } from './lib/process-figures.mjs';

const { io } = createRequire(join(root, 'apps', 'e2e', 'package.json'))('socket.io-client');

export async function benchAlarms(args = []) {
  const { values } = parseArgs({
    args,
    options: {
      rates: { type: 'string', default: '1,100,1000' },
      seconds: { type: 'string', default: '20' },
      storm: { type: 'string', default: '60' },
      knocks: { type: 'string', default: '10000' },
      json: { type: 'string' },
    },
  });
  const house = await startHouse({
    scenario: join(import.meta.dirname, 'start.yaml'),
    environment: {
      CASEMENT_ALARMS_RATE_PER_SOURCE: '100000',
      // Who knocks is allowed to, so that it is the limits that hold.
      CASEMENT_ALARMS_ALLOW: '127.0.0.0/8',
    },
  });
  const rows = [];
  try {
    const listener = await listen(house);
    const seconds = Number(values.seconds);
    const runs = values.rates.split(',').map((rate) => ({ perSecond: Number(rate), seconds }));
    if (Number(values.storm) > 0) runs.push({ perSecond: 1_000, seconds: Number(values.storm) });
    console.log(
      'alarms/s, for | of them heard | p50 ms | p99 ms | longest | gateway CPU | RSS MiB before, most, after',
    );
    for (const run of runs) {
      rows.push(await measure(house, listener, { ...run, device: rows.length + 1 }));
      print(rows.at(-1));
    }
    if (Number(values.knocks) > 0) {
      const knocking = knock(house.alarms.port, Number(values.knocks));
      const run = { perSecond: 100, seconds, device: rows.length + 1 };
      rows.push({ knocks: Number(values.knocks), ...(await measure(house, listener, run)) });
      const { refused } = await knocking;
      console.log(
        `meanwhile ${values.knocks} connections that say nothing, ${refused} refused or closed:`,
      );
      print(rows.at(-1));
    }
  } finally {
    await house.stop();
  }
  if (values.json) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`);
  return rows;
}

/** A client that keeps what it hears, and when. */
async function listen({ url, cookie }) {
  const listener = { heard: [] };
  const socket = io(url, { extraHeaders: { cookie }, transports: ['websocket'] });
  socket.on('alarm', ({ id, logNumber }) =>
    listener.heard.push({ id, logNumber, at: performance.now() }),
  );
  await until('socket.io', 10_000, () => socket.connected);
  // As a page does: whoever does not say where it stopped gets nothing for a second.
  await socket.emitWithAck('alarms:resume', { after: 0 });
  return listener;
}

/** Opens so many connections as quickly as they are taken, says nothing on them, and closes what is left after 10 s. */
async function knock(port, count) {
  let refused = 0;
  const sockets = Array.from({ length: count }, (_, at) => {
    const socket = createConnection({
      host: '127.0.0.1',
      port,
      localAddress: `127.1.0.${1 + (at % 50)}`,
    });
    socket.on('error', () => undefined);
    socket.once('close', () => (refused += 1));
    return socket.resume();
  });
  await wait(10_000);
  const result = { refused };
  for (const socket of sockets) socket.destroy();
  return result;
}

async function measure(house, listener, { perSecond, seconds, device }) {
  listener.heard = [];
  const before = residentMiB(house.gatewayPid);
  const cpuBefore = scheduledSeconds(house.gatewayPid);
  let most = before;
  const looking = setInterval(() => (most = Math.max(most, residentMiB(house.gatewayPid))), 250);
  const began = performance.now();
  const { sentAt, failed } = await sendStorm({
    port: house.alarms.port,
    perSecond,
    seconds,
    device,
  });
  const wanted = perSecond * seconds - failed;
  await until('the last alarm', 60_000, () => listener.heard.length >= wanted).catch(
    () => undefined,
  );
  const tookS = (performance.now() - began) / 1000;
  clearInterval(looking);
  const { heard } = listener;
  const delays = heard
    .filter(({ logNumber }) => sentAt.has(logNumber))
    .map(({ logNumber, at }) => at - sentAt.get(logNumber))
    .sort((a, b) => a - b);
  const isInOrder = heard.every(({ id }, at) => at === 0 || id === heard[at - 1].id + 1);
  return {
    perSecond,
    seconds,
    failed,
    wanted,
    heard: heard.length,
    isInOrder,
    tookS,
    p50: percentile(delays, 0.5),
    p99: percentile(delays, 0.99),
    longest: delays.at(-1),
    cpuShare: (scheduledSeconds(house.gatewayPid) - cpuBefore) / tookS,
    before,
    most,
    after: residentMiB(house.gatewayPid),
  };
}

function print(row) {
  const ms = (value) => value.toFixed(1);
  const missing = row.isInOrder ? '' : ' (NUMBERS ARE MISSING OR OUT OF ORDER)';
  const failed = row.failed > 0 ? `, ${row.failed} not sent` : '';
  console.log(
    `${row.perSecond}/s, ${row.seconds} s (${(row.heard / row.tookS).toFixed(0)}/s) | ${row.heard} of ${row.wanted}${failed}${missing} | ${ms(row.p50)} | ${ms(row.p99)} | ${ms(row.longest)} | ${(row.cpuShare * 100).toFixed(0)} % | ${row.before.toFixed(0)}, ${row.most.toFixed(0)}, ${row.after.toFixed(0)}`,
  );
}
