// A viewer in real Chromium behind a bad network: how long its picture stands still.
//   ./casement bench loss [--minutes 5] [--loss 5] [--rtt 40] [--seed 1] [--scenario FILE]
//
// Every datagram between browser and gateway goes through a relay in user space (apps/e2e/src/testing/lossy-relay.ts) that
// loses and delays in both directions: the page puts the relay's address in place of the candidates in the WHEP answer.
// A freeze is a gap between presented pictures (requestVideoFrameCallback).
import { parseArgs } from 'node:util';
import { LossyRelay } from '../apps/e2e/src/testing/lossy-relay.ts';
import { launchChromium } from '../tools/chromium.mjs';
import { mediaScenario } from './lib/film.mjs';
import { percentile, startHouse, wait } from './lib/house.mjs';

const settleMs = 5000;

export async function benchLoss(args = []) {
  const { values } = parseArgs({
    args,
    options: {
      minutes: { type: 'string', default: '5' },
      loss: { type: 'string', default: '5' },
      rtt: { type: 'string', default: '40' },
      seed: { type: 'string', default: '1' },
      scenario: { type: 'string' },
    },
  });
  const house = await startHouse({
    scenario: values.scenario ?? (await mediaScenario({ linkMbps: 100 })),
  });
  const browser = await launchChromium();
  const relays = [];
  try {
    const bad = { loss: Number(values.loss) / 100, delayMs: Number(values.rtt) / 2 };
    const result = await watch(house, browser, values, (host, port) =>
      openRelay({ host, port }, bad, Number(values.seed), relays),
    );
    print(values, result, relays);
  } finally {
    relays.forEach((relay) => relay.close());
    await browser.close();
    await house.stop();
  }
}

async function openRelay(target, bad, seed, relays) {
  const relay = await LossyRelay.open({ target, up: bad, down: bad, seed });
  relays.push(relay);
  return relay.address;
}

async function watch(house, browser, { minutes }, relayTo) {
  const context = await browser.newContext();
  const [name, value] = house.cookie.split('=');
  await context.addCookies([{ name, value: decodeURIComponent(value), url: house.url }]);
  const page = await context.newPage();
  await page.exposeFunction('relayTo', relayTo);
  await page.goto(new URL('healthz', house.url).href);
  const whep = new URL('api/v1/recorders/demo/cameras/1/live/whep', house.url).href;
  await page.evaluate(openViewing, whep);
  await wait(settleMs);
  await page.evaluate(() => globalThis.beginMeasuring());
  await wait(Number(minutes) * 60_000);
  const result = await page.evaluate(() => globalThis.endMeasuring());
  await context.close();
  return result;
}

/** Runs in the page. */
async function openViewing(whep) {
  const pc = new RTCPeerConnection();
  const video = document.createElement('video');
  video.muted = true;
  document.body.append(video);
  pc.addTransceiver('video', { direction: 'recvonly' });
  let gaps = [];
  let last = 0;
  const seen = (now) => {
    if (last > 0) gaps.push(now - last);
    last = now;
    video.requestVideoFrameCallback(seen);
  };
  const playing = new Promise((done) => {
    pc.ontrack = ({ track }) => {
      video.srcObject = new MediaStream([track]);
      video.requestVideoFrameCallback((now) => {
        seen(now);
        done();
      });
      void video.play();
    };
  });
  await pc.setLocalDescription();
  const response = await fetch(whep, {
    method: 'POST',
    headers: { 'content-type': 'application/sdp' },
    body: pc.localDescription.sdp,
  });
  let sdp = await response.text();
  const candidates = sdp.split('\r\n').filter((line) => line.startsWith('a=candidate:'));
  const udp = candidates
    .map((line) => line.split(' '))
    .find(([, , transport, , host]) => transport.toLowerCase() === 'udp' && !host.includes(':'));
  const relay = await globalThis.relayTo(udp[4], Number(udp[5]));
  sdp = sdp
    .split('\r\n')
    .filter((line) => !candidates.slice(1).includes(line))
    .join('\r\n');
  sdp = sdp.replace(
    candidates[0],
    `a=candidate:1 1 udp 2130706431 ${relay.host} ${relay.port} typ host`,
  );
  await pc.setRemoteDescription({ type: 'answer', sdp });
  await playing;

  const figures = async () => {
    for (const report of (await pc.getStats()).values())
      if (report.type === 'inbound-rtp') return report;
    return undefined;
  };
  let before;
  globalThis.beginMeasuring = async () => {
    before = await figures();
    gaps = [];
  };
  globalThis.endMeasuring = async () => {
    const open = performance.now() - last;
    const after = await figures();
    const difference = (name) => (after[name] ?? 0) - (before[name] ?? 0);
    const names = [
      ...[
        'packetsReceived',
        'packetsLost',
        'packetsDiscarded',
        'nackCount',
        'pliCount',
        'firCount',
      ],
      ...['retransmittedPacketsReceived', 'framesDecoded', 'framesDropped', 'keyFramesDecoded'],
      ...['freezeCount', 'totalFreezesDuration', 'jitterBufferDelay', 'jitterBufferEmittedCount'],
    ];
    return {
      gaps: [...gaps, open].sort((a, b) => a - b),
      figures: Object.fromEntries(names.map((name) => [name, difference(name)])),
    };
  };
}

function print({ minutes, loss, rtt }, { gaps, figures }, relays) {
  const [relay] = relays;
  const longest = gaps.slice(-5).reverse();
  console.log(
    `loss: one viewer in Chromium, 1920x1080, ${loss} % loss each way, ${rtt} ms round trip, ${minutes} minutes`,
  );
  console.log('| figure | value |\n| --- | --- |');
  const rows = [
    ['pictures presented', gaps.length],
    [
      'gap between pictures p50 / p99 ms',
      [0.5, 0.99].map((share) => percentile(gaps, share).toFixed(0)).join(' / '),
    ],
    ['five longest gaps ms', longest.map((gap) => gap.toFixed(0)).join(', ')],
    ['gaps above 500 ms', gaps.filter((gap) => gap > 500).length],
    ['freezeCount of the browser', figures.freezeCount],
    ['frozen s in all', figures.totalFreezesDuration.toFixed(2)],
    ['frames decoded / dropped', `${figures.framesDecoded} / ${figures.framesDropped}`],
    ['packets received', figures.packetsReceived],
    ['lost for good', figures.packetsLost],
    ['NACKs sent', figures.nackCount],
    ['retransmissions received', figures.retransmittedPacketsReceived],
    ['PLI / FIR sent', `${figures.pliCount} / ${figures.firCount}`],
    [
      'jitter buffer ms',
      ((figures.jitterBufferDelay / figures.jitterBufferEmittedCount) * 1000).toFixed(0),
    ],
    [
      'relay, to the browser: carried / lost',
      `${relay.down.statistics.forwarded} / ${relay.down.statistics.lost}`,
    ],
    [
      'relay, to the gateway: carried / lost',
      `${relay.up.statistics.forwarded} / ${relay.up.statistics.lost}`,
    ],
  ];
  for (const [name, value] of rows) console.log(`| ${name} | ${value} |`);
  console.log('');
}
