// Fifty people open the camera at once while ten watch: what those who watch feel, how long the others wait.
//   ./casement bench joins [--watchers 10] [--joiners 50] [--seconds 10] [--pinned]
//
// The joiners' own cryptography runs on the same machine (werift, some 30 ms of CPU each): the time until all have a
// picture is an upper bound, the CPU of the gateway is not.
import { parseArgs } from 'node:util';
import { mediaScenario } from './lib/film.mjs';
import { percentile, startHouse, wait } from './lib/house.mjs';
import { pin } from './lib/placement.mjs';
import { cpuSeconds, scheduledSeconds } from './lib/process-figures.mjs';
import { sendReference } from './lib/reference.mjs';
import { startViewers } from './lib/viewers.mjs';

export async function benchJoins(args = []) {
  const { values } = parseArgs({
    args,
    options: {
      watchers: { type: 'string', default: '10' },
      joiners: { type: 'string', default: '50' },
      seconds: { type: 'string', default: '10' },
      pinned: { type: 'boolean', default: false },
    },
  });
  const house = await startHouse({ scenario: await mediaScenario({ linkMbps: 100 }) });
  try {
    const watchers = await startViewers({ house, count: Number(values.watchers) });
    const ports = (await watchers.references()).map(({ port }) => port);
    const stopReference = await sendReference(house.simulator, 1, ports);
    const joiners = await startViewers({ house, count: 0 });
    if (values.pinned) {
      pin(house.gatewayPid, 0);
      for (const pid of [house.simulatorPid, ...watchers.pids, ...joiners.pids]) pin(pid, 1);
    }
    // What is compiled on first use is: one join and leave before anything is measured.
    await joiners.join(1, true);
    await joiners.leave(1);
    await wait(3000);

    const quiet = await span(house, watchers, () => wait(Number(values.seconds) * 1000));
    let joined;
    const busy = await span(house, watchers, async () => {
      joined = await joiners.join(Number(values.joiners), true);
    });
    await wait(3000);
    const after = await span(house, watchers, () => wait(Number(values.seconds) * 1000));
    print(values, { quiet, busy, after, joined });
    await stopReference();
    await Promise.all([watchers.end(), joiners.end()]);
  } finally {
    await house.stop();
  }
}

async function span(house, watchers, action) {
  await watchers.mark();
  const before = { cpu: cpuSeconds(house.gatewayPid), exact: scheduledSeconds(house.gatewayPid) };
  const started = performance.now();
  await action();
  const seconds = (performance.now() - started) / 1000;
  const cpu = scheduledSeconds(house.gatewayPid) - before.exact;
  const { pictureDelays, lost, invalid } = await watchers.report();
  return { seconds, cpu, pictureDelays, lost, invalid };
}

function print({ watchers, joiners }, { quiet, busy, after, joined }) {
  console.log(`joins: ${joiners} at once while ${watchers} watch`);
  console.log(
    '| span | seconds | watchers: added delay of pictures p50 / p95 / p99 / max ms | lost | gateway, % of a core |',
  );
  console.log('| --- | --- | --- | --- | --- |');
  const row = (name, { seconds, cpu, pictureDelays, lost }) => {
    const delays = [0.5, 0.95, 0.99].map((share) => percentile(pictureDelays, share).toFixed(1));
    console.log(
      `| ${name} | ${seconds.toFixed(1)} | ${delays.join(' / ')} / ${pictureDelays.at(-1)?.toFixed(1)} | ${lost} | ${((cpu / seconds) * 100).toFixed(0)} |`,
    );
  };
  row('before', quiet);
  row('during', busy);
  row('after', after);
  const pictures = joined.pictureMs.sort((a, b) => a - b);
  const steady = (quiet.cpu / quiet.seconds) * busy.seconds;
  console.log(
    `\njoiners: ${pictures.length} of ${joiners} have a picture; after p50 ${percentile(pictures, 0.5).toFixed(0)} ms, p95 ${percentile(pictures, 0.95).toFixed(0)} ms, all ${pictures.at(-1)?.toFixed(0)} ms; gateway ${(((busy.cpu - steady) * 1000) / joiners).toFixed(1)} ms of CPU per join, media of the joiners included\n`,
  );
}
