// The live page in Chromium with a camera in hand: when keys were pressed, when the page told the gateway, and what the
// pictures on the screen say of where the camera looks.
import { ptzGeometry, readStrip } from '@casement/simulator/pictures';
import { launchChromium } from '../../tools/chromium.mjs';
import { until } from './house.mjs';

/** So many milliseconds modulo 2^32 are in the strip of the clock. */
const turn = 2 ** 32;

/** A time from a picture as milliseconds since 1970. */
const wholeTime = (clockMs, nearMs) => clockMs + Math.round((nearMs - clockMs) / turn) * turn;

/** Opens the wall with one camera of `width` x `height` and takes it in hand. */
export async function openStickPage(house, { camera, width, height }) {
  const browser = await launchChromium();
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const [name, value] = house.cookie.split(/=(.*)/s);
  await context.addCookies([{ name, value, url: house.url }]);
  const page = await context.newPage();
  await page.addInitScript(watchHands);
  await page.goto(new URL('?layout=1', house.url).href);
  const tile = page.locator(`[data-testid="tile"][data-camera="demo:${camera}"]`);
  await page
    .locator(`[data-testid="tile"][data-camera="demo:${camera}"][data-state="playing"] video`)
    .waitFor();
  const { clock, pose } = ptzGeometry(width, height);
  await page.evaluate(watchPictures, { clock, pose, reader: readStrip.toString() });
  await tile.focus();
  await page.keyboard.press('c');
  await tile.getByTestId('camera-control').waitFor();
  const take = async () => {
    const { pictures, ...rest } = await page.evaluate(() => globalThis.stick.take());
    return {
      ...rest,
      pictures: pictures.map((one) => ({ ...one, takenMs: wholeTime(one.clock, one.shownMs) })),
    };
  };
  await until('pictures that can be read', 20_000, () =>
    page.evaluate(() => globalThis.stick.seen.pictures.length > 10),
  );
  return {
    keyboard: page.keyboard,
    /**
     * What happened since the last call, all times in milliseconds since 1970: `keys` { down, atMs }, `sent` { stop, atMs }
     * by socket.io, `pictures` { pose, takenMs, shownMs } and how many could not be read.
     */
    take,
    /** What Chromium itself says of its pictures so far, mean milliseconds each. */
    async chromium() {
      const { buffered, emitted, decoding, decoded } = await page.evaluate(() =>
        globalThis.stick.video(),
      );
      return { bufferMs: (buffered / emitted) * 1000, decodeMs: (decoding / decoded) * 1000 };
    },
    /** What the way of the pictures is. */
    way: () => tile.getAttribute('data-way'),
    end: () => browser.close(),
  };
}

/** Runs in the page before its own scripts. */
function watchHands() {
  const seen = { keys: [], sent: [], pictures: [], unreadable: 0 };
  globalThis.stick = {
    seen,
    take: () => {
      const { keys, sent, pictures, unreadable } = seen;
      Object.assign(seen, { keys: [], sent: [], pictures: [], unreadable: 0 });
      return { keys, sent, pictures, unreadable };
    },
  };
  const connections = [];
  globalThis.stick.video = async () => {
    const all = await Promise.all(connections.map((one) => one.getStats()));
    const one = all
      .flatMap((report) => [...report.values()])
      .find(
        ({ type, kind, framesDecoded }) =>
          type === 'inbound-rtp' && kind === 'video' && framesDecoded > 0,
      );
    return {
      buffered: one?.jitterBufferDelay,
      emitted: one?.jitterBufferEmittedCount,
      decoding: one?.totalDecodeTime,
      decoded: one?.framesDecoded,
    };
  };
  const PlainConnection = globalThis.RTCPeerConnection;
  globalThis.RTCPeerConnection = class extends PlainConnection {
    constructor(...options) {
      super(...options);
      connections.push(this);
    }
  };
  for (const type of ['keydown', 'keyup'])
    globalThis.addEventListener(
      type,
      (event) => {
        if (!event.repeat)
          seen.keys.push({
            down: type === 'keydown',
            atMs: performance.timeOrigin + event.timeStamp,
          });
      },
      { capture: true },
    );
  const plain = WebSocket.prototype.send;
  WebSocket.prototype.send = function send(data) {
    if (typeof data === 'string' && data.includes('"ptz:move"')) {
      const [, move] = JSON.parse(data.slice(data.indexOf('[')));
      const stop = move.pan === 0 && move.tilt === 0 && move.zoom === 0;
      seen.sent.push({ stop, atMs: performance.timeOrigin + performance.now() });
    }
    return plain.call(this, data);
  };
}

/** Runs in the page: reads both strips of every picture when it is presented. */
function watchPictures({ clock, pose, reader }) {
  const read = new Function(`return (${reader})`)();
  const video = document.querySelector('[data-testid="tile"] video');
  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const { seen } = globalThis.stick;
  const onPicture = () => {
    const shownMs = performance.timeOrigin + performance.now();
    video.requestVideoFrameCallback(onPicture);
    const { videoWidth: width, videoHeight: height } = video;
    if (canvas.width !== width || canvas.height !== height)
      Object.assign(canvas, { width, height });
    context.drawImage(video, 0, 0);
    // Nothing below the strips is looked at.
    const rows = Math.ceil((pose.top + pose.height) * height);
    const { data } = context.getImageData(0, 0, width, rows);
    const picture = { data, width, height, format: 'rgba' };
    const [time, where] = [read(picture, clock), read(picture, pose)];
    if ('defect' in time || 'defect' in where) seen.unreadable += 1;
    else seen.pictures.push({ clock: time.value, pose: where.value, shownMs });
  };
  video.requestVideoFrameCallback(onPicture);
}
