// From the operator's key to the picture: how long until a camera moves on the screen, and until it stands.
//   ./casement bench stick [--presses 40] [--taps 20] [--firsts 10] [--json FILE]
//
// The live page in Chromium over WebRTC, the camera in hand, arrow keys. The key: `timeStamp` of its event. Sent: the page
// gives `ptz:move` to its line. Command: the simulated recorder takes it. Picture: the wall clock in the first picture that
// shows another pose, or after a release in the first one whose pose stays. Shown: `requestVideoFrameCallback` of it. One
// machine, one clock; the recorder notes whole milliseconds. Held for 0.4 to 1.2 s; a tap is 60 ms. Before each of the
// firsts nobody drives any more (5 s).
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { percentile, startHouse, wait } from './lib/house.mjs';
import { openStickPage } from './lib/stick-page.mjs';

/** Of `stick.yaml`. */
const camera = { camera: 1, width: 640, height: 360 };
const pictureMs = 1000 / 25;

/** The camera stands, the recorder's pause is over, and the last picture is on the screen. */
const settleMs = 900;
/** Nobody drives any more. */
const leaseMs = 6000;
const tapMs = 60;

/** Name: from and to, in the order of what happens. */
const ways = {
  press: [
    ['key to page sends', 'keyMs', 'sentMs'],
    ['to command at the recorder', 'sentMs', 'commandMs'],
    ['to picture of another pose', 'commandMs', 'takenMs'],
    ['to shown', 'takenMs', 'shownMs'],
    ['**key to shown**', 'keyMs', 'shownMs'],
  ],
  release: [
    ['key to page sends', 'keyMs', 'sentMs'],
    ['to stop at the recorder', 'sentMs', 'commandMs'],
    ['to picture that stands', 'commandMs', 'takenMs'],
    ['to shown', 'takenMs', 'shownMs'],
    ['**key to shown**', 'keyMs', 'shownMs'],
  ],
};

export async function benchStick(args = []) {
  const { values } = parseArgs({
    args,
    options: {
      presses: { type: 'string', default: '40' },
      taps: { type: 'string', default: '20' },
      firsts: { type: 'string', default: '10' },
      json: { type: 'string' },
    },
  });
  const house = await startHouse({ scenario: 'stick.yaml' });
  const report = {};
  try {
    const page = await openStickPage(house, camera);
    try {
      console.log(`stick: the page has its pictures over ${await page.way()}`);
      // What is compiled on first use is.
      await press(house, page, 0, 500);
      for (const [name, count, holdMs, beforeMs] of [
        ['held', Number(values.presses), undefined, 0],
        ['tapped', Number(values.taps), tapMs, 0],
        ['held, nobody drove', Number(values.firsts), undefined, leaseMs],
      ]) {
        if (count > 0) report[name] = await series(house, page, { count, holdMs, beforeMs });
      }
      const { bufferMs, decodeMs } = await page.chromium();
      report.chromium = { bufferMs, decodeMs };
    } finally {
      await page.end();
    }
  } finally {
    await house.stop();
  }
  print(report);
  if (values.json) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
  return report;
}

/** Presses of one kind; how late pictures are while nobody presses anything, for comparison. */
async function series(house, page, { count, holdMs, beforeMs }) {
  const presses = [];
  const still = [];
  let unreadable = 0;
  let missed = 0;
  let hold = 0;
  for (let index = 0; index < count; index++) {
    await page.take();
    // Anywhere between two pictures, and between two turns of the recorder.
    await wait(beforeMs + 200 + Math.random() * 300);
    const before = await page.take();
    still.push(...before.pictures.map(({ takenMs, shownMs }) => shownMs - takenMs));
    // There and back, so that the camera stays in the middle.
    if (index % 2 === 0) hold = holdMs ?? 400 + Math.random() * 800;
    const seen = await press(house, page, index, hold);
    unreadable += seen.unreadable;
    const times = timesOf(seen, before.pictures.at(-1)?.pose);
    if (times) presses.push(times);
    else missed += 1;
  }
  return { presses, still, unreadable, missed };
}

/** One key, down and up; everything that was seen of it. */
async function press(house, page, index, holdMs) {
  const beganMs = Date.now();
  const key = index % 2 === 0 ? 'ArrowRight' : 'ArrowLeft';
  await page.keyboard.down(key);
  await wait(holdMs);
  await page.keyboard.up(key);
  await wait(settleMs);
  const state = await (await fetch(new URL('state', house.simulator.controlUrl))).json();
  const { commands } = state.ptz.find((one) => one.camera === camera.camera);
  return {
    ...(await page.take()),
    commands: commands
      .map(({ time, values }) => ({
        atMs: Date.parse(time),
        stop: values.pan === 0 && values.tilt === 0 && values.zoom === 0,
      }))
      .filter(({ atMs }) => atMs >= beganMs),
  };
}

/** When things happened; undefined when something of it is missing. */
function timesOf({ keys, sent, commands, pictures }, restPose) {
  const [down, up] = [keys.find((key) => key.down), keys.find((key) => !key.down)];
  const moved = pictures.find(({ pose }) => pose !== restPose);
  const endPose = pictures.at(-1)?.pose;
  const stands = pictures[pictures.findLastIndex(({ pose }) => pose !== endPose) + 1];
  const times = (key, told, command, picture) =>
    key &&
    told &&
    command &&
    picture && {
      keyMs: key.atMs,
      sentMs: told.atMs,
      commandMs: command.atMs,
      takenMs: picture.takenMs,
      shownMs: picture.shownMs,
    };
  const pressed = times(
    down,
    sent.find(({ stop }) => !stop),
    commands.find(({ stop }) => !stop),
    moved,
  );
  const released = times(
    up,
    sent.find(({ stop }) => stop),
    commands.find(({ stop }) => stop),
    stands,
  );
  return pressed && released && { press: pressed, release: released };
}

function print(report) {
  const { chromium, ...kinds } = report;
  console.log(
    `of the time to shown, Chromium kept a picture ${chromium.bufferMs.toFixed(0)} ms in its buffer and decoded it in ${chromium.decodeMs.toFixed(0)} ms (mean)`,
  );
  for (const [name, { presses, still, unreadable, missed }] of Object.entries(kinds)) {
    const late = still.toSorted((a, b) => a - b);
    console.log(
      `\n${name}: ${presses.length} presses; any picture is shown ${percentile(late, 0.5).toFixed(0)} / ${percentile(late, 0.95).toFixed(0)} ms after it was taken (p50 / p95)` +
        (missed + unreadable > 0
          ? `; ${missed} presses missed, ${unreadable} pictures unreadable`
          : ''),
    );
    console.log(
      '| | press: p50 ms | p95 ms | of the whole | release: p50 ms | p95 ms | of the whole |\n|' +
        ' --- |'.repeat(7),
    );
    const cells = (way, index) => {
      const of = (from, to) =>
        presses.map((one) => one[way][to] - one[way][from]).sort((a, b) => a - b);
      const [, from, to] = ways[way][index];
      const all = of(from, to);
      const mean = (list) => list.reduce((sum, one) => sum + one, 0) / list.length;
      const share = mean(all) / mean(of('keyMs', 'shownMs'));
      return `${percentile(all, 0.5).toFixed(0)} | ${percentile(all, 0.95).toFixed(0)} | ${(share * 100).toFixed(0)} %`;
    };
    for (const [index, [words]] of ways.press.entries()) {
      const other = ways.release[index][0];
      const title = other === words ? words : `${words}; ${other}`;
      console.log(`| ${title} | ${cells('press', index)} | ${cells('release', index)} |`);
    }
    const whole = presses.map((one) => one.press.shownMs - one.press.keyMs).sort((a, b) => a - b);
    console.log(
      `the whole press, in pictures of ${pictureMs} ms: ${(percentile(whole, 0.5) / pictureMs).toFixed(1)}`,
    );
  }
  console.log('');
}
