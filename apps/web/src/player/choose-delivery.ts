import type { DeliveryWay, VideoCodec } from '@casement/contract';
import { type BrowserAbilities, profileOf } from './browser-abilities.js';

/** What is known of a camera's pictures; null while nobody watched it. */
export type CameraPictures = {
  readonly codec: VideoCodec | null;
  /** As in `VideoDecoder.isConfigSupported`; null while unknown. */
  readonly codecString: string | null;
  /** Pictures are shown in another order than they are sent. */
  readonly reorders: boolean;
};

export type DeliveryQuestion = {
  readonly camera: CameraPictures;
  readonly browser: BrowserAbilities;
  /** Somebody listens: ways without sound come last. */
  readonly listening: boolean;
  /** What failed in this network or in this tile, and why, in words. */
  readonly failed: ReadonlyMap<DeliveryWay, string>;
  /** The only ways that the gateway says would work; null when it said nothing. */
  readonly offered: readonly DeliveryWay[] | null;
  /** The way that somebody wants, whatever speaks against it; null: the best one. */
  readonly forced: DeliveryWay | null;
};

/** One way to show the camera. */
export type DeliveryChoice = {
  readonly way: DeliveryWay;
  /** The pictures come as the camera sends them; else the gateway has to convert them. */
  readonly untouched: boolean;
  /** Why this one and no better one, in words; null when it is the best there is. */
  readonly why: string | null;
};

/** What came of one way: it works untouched, or converted, or not at all. */
type Verdict = {
  readonly way: DeliveryWay;
  readonly state: 'untouched' | 'converted' | 'impossible';
  /** Why it is not untouched; null when it is. */
  readonly why: string | null;
};

/** All ways, those with the least work and the least delay first. */
export const deliveryLadder: readonly DeliveryWay[] = [
  'webrtc',
  'websocket-frames',
  'websocket-mse',
  'hls',
  'mjpeg',
  'snapshot',
];

const codecNames: Readonly<Record<VideoCodec, string>> = {
  h264: 'H.264',
  h265: 'H.265',
  jpeg: 'JPEG',
};

/**
 * The ways in which this browser can show this camera in this network, best first: what needs no conversion before what
 * needs one, then by delay (design, section 7). Pure.
 */
export function chooseDelivery(question: DeliveryQuestion): readonly DeliveryChoice[] {
  const verdicts = deliveryLadder.map((way) => judge(way, question));
  const { forced } = question;
  if (forced !== null) {
    const { state } = verdicts.find(({ way }) => way === forced) ?? { state: 'converted' };
    return [{ way: forced, untouched: state === 'untouched', why: 'chosen for this camera' }];
  }
  return verdicts
    .filter(({ way, state }) => state !== 'impossible' && !question.failed.has(way))
    .sort((a, b) => rank(a, question) - rank(b, question))
    .map((verdict) => ({
      way: verdict.way,
      untouched: verdict.state === 'untouched',
      why: whyNoBetter(verdict, verdicts, question),
    }));
}

/** Why there is no way at all, in words. */
export function whyNoWay(question: DeliveryQuestion): string {
  const verdicts = deliveryLadder.map((way) => judge(way, question));
  const [first] = verdicts;
  const why = first && reasonAgainst(first, question);
  return why ? `No way to show this camera: ${why}` : 'No way to show this camera';
}

/** Whether sound can come this way. */
export function carriesSound(way: DeliveryWay): boolean {
  return way !== 'mjpeg' && way !== 'snapshot';
}

/** A codec as people write it. */
export function codecName(codec: VideoCodec): string {
  return codecNames[codec];
}

function rank({ way, state }: Verdict, { listening }: DeliveryQuestion): number {
  return (
    deliveryLadder.indexOf(way) +
    (state === 'untouched' ? 0 : 10) +
    (listening && !carriesSound(way) ? 100 : 0) +
    // Single pictures are the last resort even where they need no conversion.
    (way === 'snapshot' ? 1000 : 0)
  );
}

function whyNoBetter(
  chosen: Verdict,
  verdicts: readonly Verdict[],
  question: DeliveryQuestion,
): string | null {
  // A conversion is explained by the codec, whichever way it then goes.
  if (chosen.state === 'converted' && carriesSound(chosen.way)) {
    return chosen.why;
  }
  const before = verdicts.slice(0, deliveryLadder.indexOf(chosen.way));
  // What failed says more than what a browser never could, if it would have been taken otherwise.
  const failed = before.find(
    ({ way, state }) =>
      question.failed.has(way) && (state === 'untouched' || chosen.state === 'converted'),
  );
  const better = before.find(({ state }) => state !== 'untouched');
  return (failed && question.failed.get(failed.way)) ?? better?.why ?? chosen.why;
}

function reasonAgainst({ way, why }: Verdict, { failed }: DeliveryQuestion): string | null {
  return failed.get(way) ?? why;
}

function judge(way: DeliveryWay, question: DeliveryQuestion): Verdict {
  const verdict = judgeAbility(way, question);
  const { offered } = question;
  return offered === null || offered.includes(way)
    ? verdict
    : { way, state: 'impossible', why: verdict.why ?? 'the gateway does not offer it' };
}

function judgeAbility(way: DeliveryWay, { camera, browser }: DeliveryQuestion): Verdict {
  const codec = camera.codec ?? 'h264';
  const untouched: Verdict = { way, state: 'untouched', why: null };
  const converted = (why: string): Verdict => ({ way, state: 'converted', why });
  const impossible = (why: string): Verdict => ({ way, state: 'impossible', why });
  const needing = (able: boolean, why: string): Verdict =>
    able ? converted(why) : impossible(why);
  switch (way) {
    case 'webrtc':
      return judgeWebrtc(camera, browser, { untouched, needing, impossible });
    case 'websocket-frames': {
      if (!browser.canvas) {
        return impossible('this browser draws no pictures in the background');
      }
      if (codec === 'jpeg' || takes(browser.decoder, camera)) {
        return untouched;
      }
      // The gateway converts H.265 only: a profile of H.264 that the decoder does not take stays what it is.
      return needing(
        codec === 'h265' && hasH264(browser.decoder),
        browser.secureContext
          ? `this browser cannot decode ${codecNames[codec]}`
          : 'decoding picture by picture needs https',
      );
    }
    case 'websocket-mse':
    case 'hls': {
      const played = browser.mediaSource;
      if (way === 'hls' && browser.hls === 'native') {
        // Nothing tells what a native player decodes; those that exist decode both.
        return codec === 'jpeg' ? converted('HLS cannot carry JPEG') : untouched;
      }
      if (codec !== 'jpeg' && takes(played, camera)) {
        return untouched;
      }
      return needing(
        codec !== 'h264' && hasH264(played),
        codec === 'jpeg'
          ? 'fragmented MP4 cannot carry JPEG'
          : `this browser cannot decode ${codecNames[codec]}`,
      );
    }
    case 'mjpeg':
      return codec === 'jpeg' ? untouched : converted('nothing else can be shown here');
    case 'snapshot':
      return codec === 'jpeg' ? untouched : converted('nothing else can be shown here');
  }
}

function judgeWebrtc(
  { codec: known, reorders }: CameraPictures,
  { webrtc }: BrowserAbilities,
  verdict: {
    readonly untouched: Verdict;
    readonly needing: (able: boolean, why: string) => Verdict;
    readonly impossible: (why: string) => Verdict;
  },
): Verdict {
  const codec = known ?? 'h264';
  if (webrtc === null) {
    return verdict.impossible('this browser has no WebRTC');
  }
  if (codec === 'jpeg') {
    return verdict.needing(webrtc.has('h264'), 'WebRTC cannot carry JPEG');
  }
  if (!webrtc.has(codec)) {
    return verdict.needing(
      webrtc.has('h264'),
      `this browser has no ${codecNames[codec]} over WebRTC`,
    );
  }
  return reorders
    ? verdict.needing(webrtc.has('h264'), 'WebRTC cannot carry B pictures')
    : verdict.untouched;
}

function takes(profiles: ReadonlySet<string>, { codec, codecString }: CameraPictures): boolean {
  const profile = codecString === null ? undefined : profileOf(codecString);
  if (profile !== undefined) {
    return profiles.has(profile);
  }
  return codec === 'h265' ? profiles.has('hvc1.1') : hasH264(profiles);
}

function hasH264(profiles: ReadonlySet<string>): boolean {
  return profiles.has('avc1.42') || profiles.has('avc1.4d') || profiles.has('avc1.64');
}
