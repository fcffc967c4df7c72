// From the click to the first decoded picture in real Chromium, with a warm camera, with and without the GOP buffer.
import { launchChromium } from '../tools/chromium.mjs';
import { percentile, startHouse } from './lib/house.mjs';

const joins = 20;

export async function benchStart() {
  console.log(
    `start: click to first decoded picture, ${joins} joins each, camera warm, one-second GOP, Chromium on loopback`,
  );
  console.log('| camera | GOP buffer | p50 ms | p95 ms | min - max | answer p50 ms |');
  console.log('| --- | --- | --- | --- | --- | --- |');
  for (const [camera, words] of [
    [1, '1920x1080'],
    [2, '640x360'],
  ]) {
    for (const instantStart of [true, false]) {
      const house = await startHouse({
        scenario: 'start.yaml',
        environment: { CASEMENT_LIVE_INSTANT_START: String(instantStart) },
      });
      const browser = await launchChromium();
      try {
        console.log(await measure(house, browser, camera, words, instantStart));
      } finally {
        await browser.close();
        await house.stop();
      }
    }
  }
  console.log('');
}

async function measure(house, browser, camera, words, instantStart) {
  const context = await browser.newContext();
  const [name, value] = house.cookie.split('=');
  await context.addCookies([{ name, value: decodeURIComponent(value), url: house.url }]);
  const page = await context.newPage();
  await page.goto(new URL('healthz', house.url).href);
  const whep = new URL(`api/v1/recorders/demo/cameras/${camera}/live/whep`, house.url).href;
  // One viewing stays open, so that the camera is warm; it is not measured.
  const keep = await page.evaluate(openViewing, whep);
  if (!(keep.first > 0)) throw new Error('no picture');
  const firsts = [];
  const answers = [];
  for (let join = 0; join < joins; join++) {
    // Joins fall anywhere in the GOP.
    await new Promise((done) => setTimeout(done, 300 + Math.random() * 1000));
    const { first, answer } = await page.evaluate(openViewing, whep);
    firsts.push(first);
    answers.push(answer);
    await page.evaluate(() => globalThis.closeNewest());
  }
  firsts.sort((a, b) => a - b);
  answers.sort((a, b) => a - b);
  await context.close();
  return `| ${words} | ${instantStart ? 'yes' : 'no'} | ${percentile(firsts, 0.5).toFixed(0)} | ${percentile(firsts, 0.95).toFixed(0)} | ${firsts[0].toFixed(0)} - ${firsts.at(-1).toFixed(0)} | ${percentile(answers, 0.5).toFixed(0)} |`;
}

/** Runs in the page: opens a WHEP viewing, resolves at the first presented picture. */
async function openViewing(whep) {
  const clicked = performance.now();
  const pc = new RTCPeerConnection();
  const video = document.createElement('video');
  video.muted = true;
  document.body.append(video);
  pc.addTransceiver('video', { direction: 'recvonly' });
  const first = new Promise((done) => {
    pc.ontrack = ({ track }) => {
      video.srcObject = new MediaStream([track]);
      video.requestVideoFrameCallback(() => done(performance.now() - clicked));
      void video.play();
    };
  });
  await pc.setLocalDescription();
  const response = await fetch(whep, {
    method: 'POST',
    headers: { 'content-type': 'application/sdp' },
    body: pc.localDescription.sdp,
  });
  await pc.setRemoteDescription({ type: 'answer', sdp: await response.text() });
  const answer = performance.now() - clicked;
  globalThis.closeNewest = async () => {
    await fetch(response.headers.get('location'), { method: 'DELETE' });
    pc.close();
    video.remove();
  };
  return { first: await first, answer };
}
