import type { DeliveryWay } from '@casement/contract';
import fc from 'fast-check';
import type { BrowserAbilities } from './browser-abilities.js';
import {
  type CameraPictures,
  carriesSound,
  chooseDelivery,
  type DeliveryQuestion,
  deliveryLadder,
  whyNoWay,
} from './choose-delivery.js';
import { wayLabel } from './way-words.js';

const h264 = new Set(['avc1.42', 'avc1.4d', 'avc1.64']);

const chromium: BrowserAbilities = {
  secureContext: true,
  webrtc: new Set(['h264']),
  decoder: h264,
  canvas: true,
  mediaSource: h264,
  mediaSourceSound: ['aac', 'opus'],
  frameSound: ['aac', 'opus', 'pcmu', 'pcma'],
  hls: 'library',
};
/** Without the plugin for H.264 in WebRTC, as a Firefox is that may not download it. */
const firefox: BrowserAbilities = {
  ...chromium,
  webrtc: new Set(),
  mediaSource: new Set([...h264, 'hvc1.1', 'hvc1.2']),
};
const withH265: BrowserAbilities = {
  ...firefox,
  webrtc: new Set(['h264', 'h265']),
  decoder: new Set([...h264, 'hvc1.1']),
};
const plainHttp = (browser: BrowserAbilities): BrowserAbilities => ({
  ...browser,
  secureContext: false,
  decoder: new Set(),
});
const iphone: BrowserAbilities = {
  ...chromium,
  mediaSource: new Set(),
  hls: 'native',
};

const cameras = {
  h264: { codec: 'h264', codecString: 'avc1.4d401f', reorders: false },
  high10: { codec: 'h264', codecString: 'avc1.6e0028', reorders: false },
  bPictures: { codec: 'h264', codecString: 'avc1.640028', reorders: true },
  h265: { codec: 'h265', codecString: 'hvc1.1.6.L93.B0', reorders: false },
  jpeg: { codec: 'jpeg', codecString: 'jpeg', reorders: false },
  unknown: { codec: null, codecString: null, reorders: false },
} as const satisfies Record<string, CameraPictures>;

function ask(
  camera: CameraPictures,
  browser: BrowserAbilities,
  change: Partial<DeliveryQuestion> = {},
): DeliveryQuestion {
  return {
    camera,
    browser,
    listening: false,
    failed: new Map(),
    offered: null,
    forced: null,
    ...change,
  };
}

/** `webrtc`, or `webrtc*` where the pictures have to be converted. */
function ladder(question: DeliveryQuestion): string {
  return chooseDelivery(question)
    .map(({ way, untouched }) => `${way}${untouched ? '' : '*'}`)
    .join(' ');
}

const all = 'webrtc websocket-frames websocket-mse hls mjpeg* snapshot*';

describe('chooseDelivery', () => {
  it.each<[string, CameraPictures, BrowserAbilities, string]>([
    ['H.264 in Chromium', cameras.h264, chromium, all],
    ['nothing known: as H.264', cameras.unknown, chromium, all],
    [
      'H.264 over http',
      cameras.h264,
      plainHttp(chromium),
      'webrtc websocket-mse hls mjpeg* snapshot*',
    ],
    [
      'H.264 in Firefox',
      cameras.h264,
      firefox,
      'websocket-frames websocket-mse hls mjpeg* snapshot*',
    ],
    ['H.264 on an iPhone', cameras.h264, iphone, 'webrtc websocket-frames hls mjpeg* snapshot*'],
    [
      'B pictures: untouched where order is no matter',
      cameras.bPictures,
      chromium,
      'websocket-frames websocket-mse hls webrtc* mjpeg* snapshot*',
    ],
    [
      'H.265 in Chromium: converted, by the ladder',
      cameras.h265,
      chromium,
      'webrtc* websocket-frames* websocket-mse* hls* mjpeg* snapshot*',
    ],
    [
      'H.265 in Firefox: MediaSource plays it',
      cameras.h265,
      firefox,
      'websocket-mse hls websocket-frames* mjpeg* snapshot*',
    ],
    ['H.265 where everything takes it', cameras.h265, withH265, all],
    [
      'JPEG: no conversion before conversion',
      cameras.jpeg,
      chromium,
      'websocket-frames mjpeg webrtc* websocket-mse* hls* snapshot',
    ],
    [
      'JPEG over http: needs no decoder',
      cameras.jpeg,
      plainHttp(firefox),
      'websocket-frames mjpeg websocket-mse* hls* snapshot',
    ],
    ['a profile that nothing decodes', cameras.high10, chromium, 'webrtc mjpeg* snapshot*'],
  ])('%s', (_name, camera, browser, expected) => {
    expect(ladder(ask(camera, browser))).toBe(expected);
  });

  it('leaves out what failed, and says why the next one is taken', () => {
    const failed = new Map<DeliveryWay, string>([['webrtc', 'UDP is blocked']]);
    const [first] = chooseDelivery(ask(cameras.h264, chromium, { failed }));
    expect(first).toEqual({ way: 'websocket-frames', untouched: true, why: 'UDP is blocked' });
    expect(first && wayLabel(first, null)).toBe('over WebSocket: UDP is blocked');
  });

  it('does not blame the network for a way that would not have been taken', () => {
    const failed = new Map<DeliveryWay, string>([['webrtc', 'UDP is blocked']]);
    const [first] = chooseDelivery(ask(cameras.jpeg, chromium, { failed }));
    expect(first && wayLabel(first, null)).toBe('over WebSocket: WebRTC cannot carry JPEG');
  });

  it('keeps to what the gateway offers', () => {
    expect(ladder(ask(cameras.h265, firefox, { offered: ['hls', 'mjpeg'] }))).toBe('hls mjpeg*');
  });

  it('puts ways without sound last when somebody listens', () => {
    expect(ladder(ask(cameras.jpeg, chromium, { listening: true }))).toBe(
      'websocket-frames webrtc* websocket-mse* hls* mjpeg snapshot',
    );
  });

  it('does what somebody chose, whatever speaks against it', () => {
    const question = ask(cameras.h265, chromium, {
      forced: 'hls',
      failed: new Map([['hls', 'it failed']]),
    });
    expect(chooseDelivery(question)).toEqual([
      { way: 'hls', untouched: false, why: 'chosen for this camera' },
    ]);
  });

  it.each<[string, CameraPictures, BrowserAbilities, string | null]>([
    ['the best way says nothing', cameras.h264, chromium, null],
    ['converted', cameras.h265, chromium, 'converted: this browser has no H.265 over WebRTC'],
    [
      'untouched by another way',
      cameras.bPictures,
      chromium,
      'over WebSocket: WebRTC cannot carry B pictures',
    ],
    [
      'without WebRTC',
      cameras.h264,
      { ...chromium, webrtc: null },
      'over WebSocket: this browser has no WebRTC',
    ],
  ])('label: %s', (_name, camera, browser, label) => {
    const [first] = chooseDelivery(ask(camera, browser));
    expect(first && wayLabel(first, null)).toBe(label);
  });

  it('says why there is no way', () => {
    const question = ask(cameras.h264, { ...chromium, webrtc: null }, { offered: [] });
    expect(chooseDelivery(question)).toEqual([]);
    expect(whyNoWay(question)).toBe('No way to show this camera: this browser has no WebRTC');
  });

  it('never puts a conversion before what needs none, names no way twice and always has words for a detour', () => {
    const ways = fc.subarray([...deliveryLadder]);
    const profiles = fc.subarray([...h264, 'hvc1.1', 'hvc1.2']).map((list) => new Set(list));
    const browser = fc.record({
      secureContext: fc.boolean(),
      webrtc: fc.option(fc.subarray(['h264', 'h265'] as const).map((list) => new Set(list))),
      decoder: profiles,
      canvas: fc.boolean(),
      mediaSource: profiles,
      mediaSourceSound: fc.constant([]),
      frameSound: fc.constant([]),
      hls: fc.constantFrom('library' as const, 'native' as const, null),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(cameras)),
        browser,
        ways,
        fc.option(ways),
        fc.boolean(),
        (camera, able, failing, offered, listening) => {
          const failed = new Map(failing.map((way) => [way, 'it failed'] as const));
          const found = chooseDelivery(ask(camera, able, { failed, offered, listening }));
          expect(new Set(found.map(({ way }) => way)).size).toBe(found.length);
          for (const [index, { way, untouched, why }] of found.entries()) {
            expect(failed.has(way)).toBe(false);
            expect(offered === null || offered.includes(way)).toBe(true);
            const before = found.slice(0, index);
            const comparable = before.filter((one) => one.way !== 'snapshot' && way !== 'snapshot');
            if (untouched && carriesSound(way)) {
              expect(comparable.every((one) => one.untouched)).toBe(true);
            }
            if (!untouched) {
              expect(why).not.toBeNull();
            }
          }
        },
      ),
    );
  });
});
