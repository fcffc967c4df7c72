// Where the gateway's time goes: a flame chart of all its threads with N viewers of one 1080p camera.
//   ./casement bench flame [--viewers 25] [--seconds 10] [--out docs/media/flame.svg] [--title TEXT]
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { recordProfiles } from './lib/cpu-profile.mjs';
import { busyShare, flameChart, roomShares } from './lib/flame.mjs';
import { mediaScenario } from './lib/film.mjs';
import { freePort, startHouse, wait } from './lib/house.mjs';
import { startViewers } from './lib/viewers.mjs';

export async function benchFlame(args) {
  const { values } = parseArgs({
    args,
    options: {
      viewers: { type: 'string', default: '25' },
      seconds: { type: 'string', default: '10' },
      out: { type: 'string', default: 'tmp/bench/flame.svg' },
      title: { type: 'string', default: 'Casement gateway, CPU time by caller' },
    },
  });
  const inspectPort = await freePort();
  const house = await startHouse({
    scenario: await mediaScenario(),
    environment: { NODE_OPTIONS: `--inspect-port=${inspectPort}` },
  });
  try {
    const viewers = await startViewers({ house, count: Number(values.viewers) });
    await wait(5000);
    const threads = await recordProfiles({
      pid: house.gatewayPid,
      inspectPort,
      milliseconds: Number(values.seconds) * 1000,
    });
    await viewers.end();
    const busy = threads.filter(({ profile }) => busyShare(profile) >= 0.002);
    const file = resolve(values.out);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(
      file,
      flameChart({
        title: values.title,
        subtitle: `${values.viewers} viewers of one camera 1920x1080, 30 pictures/s, H.264, about 4 Mbit/s; ${values.seconds} s sampled every 0.5 ms; Node ${process.version}`,
        threads: busy,
      }),
    );
    print(threads, file);
  } finally {
    await house.stop();
  }
}

function print(threads, file) {
  console.log(`flame: ${file}`);
  for (const { thread, profile } of threads) {
    const shares = roomShares(profile).map(
      ({ room, share }) => `${room} ${(share * 100).toFixed(1)} %`,
    );
    console.log(
      `  ${thread}: busy ${(busyShare(profile) * 100).toFixed(1)} % of a core: ${shares.join(', ')}`,
    );
  }
  console.log('');
}
