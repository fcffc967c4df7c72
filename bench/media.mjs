// CPU time per packet and viewer of the gateway, and the delay that it adds, for one 1080p camera of about 4 Mbit/s.
//   ./casement bench media [--viewers 1,10,50,100] [--links 100,1000] [--backends auto] [--seconds 15] [--pinned] [--json FILE]
//
// CPU: all threads of the gateway process over the measured span, divided by the RTP packets that the viewers received.
// Added delay: the kernel's time of arrival of a picture's last packet at the viewer, against the same picture's last packet
// on a stream that the benchmark takes from the simulator directly. `--links`: the camera's link; 100 Mbit/s spreads a
// large IDR over 10 ms, 1000 sends it at once. `--pinned` (root): gateway on core 0, everything else on core 1, real-time
// priority, as far as the machine has two cores.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { mediaScenario } from './lib/film.mjs';
import { startHouse, wait } from './lib/house.mjs';
import { measureSpan, rowHead, rowText, sourceText } from './lib/measure.mjs';
import { pin } from './lib/placement.mjs';
import { sendReference } from './lib/reference.mjs';
import { startViewers } from './lib/viewers.mjs';

/** Connections settle, code is compiled. */
const settleMs = 5000;

export async function benchMedia(args = []) {
  const { values } = parseArgs({
    args,
    options: {
      viewers: { type: 'string', default: '1,10,50,100' },
      links: { type: 'string', default: '100,1000' },
      backends: { type: 'string', default: 'auto' },
      seconds: { type: 'string', default: '15' },
      pinned: { type: 'boolean', default: false },
      json: { type: 'string' },
    },
  });
  const list = (text) => text.split(',');
  const rows = [];
  console.log(
    `media: one camera 1920x1080, 30 pictures/s, H.264, RTP over UDP, all on loopback${values.pinned ? ', pinned' : ''}`,
  );
  for (const line of rowHead) console.log(line);
  for (const backend of list(values.backends)) {
    for (const link of list(values.links)) {
      const house = await startHouse({
        scenario: await mediaScenario({ linkMbps: Number(link) }),
        environment: backend === 'auto' ? {} : { CASEMENT_WEBRTC_BACKEND: backend },
      });
      try {
        for (const viewers of list(values.viewers)) {
          const row = await measure(
            house,
            Number(viewers),
            Number(values.seconds),
            values.pinned,
          ).catch(({ message }) => ({ failed: message }));
          if (row.failed) {
            console.log(`| Casement ${backend} | ${viewers} | ${link} | ${row.failed} |`);
            break;
          }
          rows.push({ backend, link: Number(link), ...row });
          console.log(rowText(`Casement ${backend}`, link, row));
        }
      } finally {
        await house.stop();
      }
    }
  }
  for (const row of rows.slice(0, 1)) console.log(`\n${sourceText(row)}\n`);
  if (values.json) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`);
  return rows;
}

async function measure(house, viewers, seconds, pinned) {
  const receivers = await startViewers({
    house,
    count: viewers,
    processes: Math.ceil(viewers / 200),
  });
  const references = await receivers.references();
  const stopReference = await sendReference(
    house.simulator,
    1,
    references.map(({ port }) => port),
  );
  if (pinned) {
    pin(house.gatewayPid, 0);
    for (const pid of [house.simulatorPid, ...receivers.pids]) pin(pid, 1);
  }
  try {
    await wait(settleMs);
    return await measureSpan({ pid: house.gatewayPid, receivers, seconds });
  } finally {
    await stopReference();
    await receivers.end();
  }
}
