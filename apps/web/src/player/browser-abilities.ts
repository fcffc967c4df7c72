import type { AudioCodec, VideoCodec } from '@casement/contract';

/** What a browser can show and play, found out once per page. All codec names are those of the contract. */
export type BrowserAbilities = {
  /** WebCodecs and some more need https (or localhost). */
  readonly secureContext: boolean;
  /** Codecs of pictures that it receives by WebRTC; null: it has no WebRTC. */
  readonly webrtc: ReadonlySet<VideoCodec> | null;
  /** Profiles ({@link profileOf}) that its `VideoDecoder` takes. */
  readonly decoder: ReadonlySet<string>;
  /** It draws JPEG pictures onto a canvas from a worker. */
  readonly canvas: boolean;
  /** Profiles that MediaSource takes in fragmented MP4. */
  readonly mediaSource: ReadonlySet<string>;
  /** Sound in fragmented MP4, best first. */
  readonly mediaSourceSound: readonly AudioCodec[];
  /** Sound frame by frame, best first. */
  readonly frameSound: readonly AudioCodec[];
  /** `library`: by hls.js over MediaSource. `native`: by the video element itself. */
  readonly hls: 'library' | 'native' | null;
};

/** Profiles that cameras send, as codec strings of a level that is high enough for all of them. */
const probedProfiles: readonly string[] = [
  'avc1.42e033',
  'avc1.4d0033',
  'avc1.640033',
  'avc1.6e0033',
  'avc1.7a0033',
  'hvc1.1.6.L153.B0',
  'hvc1.2.4.L153.B0',
  'hvc1.4.10.L153.B0',
];

/**
 * The part of a codec string that decides whether a decoder can do it at all: codec and profile, such as `avc1.64` or
 * `hvc1.1`. Undefined for what is not H.264 or H.265.
 */
export function profileOf(codecString: string): string | undefined {
  const avc = /^avc[13]\.([0-9a-f]{2})[0-9a-f]{4}$/i.exec(codecString);
  if (avc?.[1] !== undefined) {
    return `avc1.${avc[1].toLowerCase()}`;
  }
  const hevc = /^(?:hvc1|hev1)\.[ABC]?(\d{1,2})\b/i.exec(codecString);
  return hevc?.[1] === undefined ? undefined : `hvc1.${hevc[1]}`;
}

/** What is looked at to find out; tests hand in their own. */
export type AbilityWindow = Pick<
  typeof globalThis,
  | 'isSecureContext'
  | 'RTCRtpReceiver'
  | 'VideoDecoder'
  | 'MediaSource'
  | 'OffscreenCanvas'
  | 'createImageBitmap'
  | 'AudioDecoder'
> & { readonly canPlayHls: () => boolean };

/** Asks the browser for everything. Takes some milliseconds; never rejects. */
export async function probeAbilities(world: Partial<AbilityWindow>): Promise<BrowserAbilities> {
  const mediaSource = profilesWhere((codec) => playsInMediaSource(world, 'video', codec));
  const [decoder, framesAac, framesOpus] = await Promise.all([
    decoderProfiles(world),
    decodesSound(world, { codec: 'mp4a.40.2', sampleRate: 48_000, numberOfChannels: 1 }),
    decodesSound(world, { codec: 'opus', sampleRate: 48_000, numberOfChannels: 1 }),
  ]);
  const canvas = world.OffscreenCanvas !== undefined && world.createImageBitmap !== undefined;
  return {
    secureContext: world.isSecureContext === true,
    webrtc: receivedCodecs(world),
    decoder: canvas ? decoder : new Set(),
    canvas,
    mediaSource,
    mediaSourceSound: (['aac', 'opus', 'flac'] as const).filter((codec) =>
      playsInMediaSource(world, 'audio', codec === 'aac' ? 'mp4a.40.2' : codec),
    ),
    frameSound: [
      ...(framesAac ? (['aac'] as const) : []),
      ...(framesOpus ? (['opus'] as const) : []),
      // Both laws of G.711 are a table, and need nothing of the browser.
      'pcmu',
      'pcma',
    ],
    hls: mediaSource.size > 0 ? 'library' : world.canPlayHls?.() === true ? 'native' : null,
  };
}

function profilesWhere(test: (codecString: string) => boolean): ReadonlySet<string> {
  return new Set(probedProfiles.filter(test).flatMap((codec) => profileOf(codec) ?? []));
}

function receivedCodecs({
  RTCRtpReceiver: receiver,
}: Partial<AbilityWindow>): ReadonlySet<VideoCodec> | null {
  if (receiver === undefined) {
    return null;
  }
  const types = receiver
    .getCapabilities('video')
    ?.codecs.map(({ mimeType }) => mimeType.toLowerCase());
  return new Set<VideoCodec>([
    ...(types?.includes('video/h264') ? (['h264'] as const) : []),
    ...(types?.includes('video/h265') ? (['h265'] as const) : []),
  ]);
}

function playsInMediaSource(
  { MediaSource: source }: Partial<AbilityWindow>,
  kind: 'video' | 'audio',
  codec: string,
): boolean {
  return source?.isTypeSupported(`${kind}/mp4; codecs="${codec}"`) === true;
}

async function decoderProfiles({
  VideoDecoder: decoder,
}: Partial<AbilityWindow>): Promise<ReadonlySet<string>> {
  if (decoder === undefined) {
    return new Set();
  }
  const answers = await Promise.all(
    probedProfiles.map(async (codec) => {
      const answer = await decoder.isConfigSupported({ codec }).catch(() => undefined);
      return answer?.supported === true ? profileOf(codec) : undefined;
    }),
  );
  return new Set(answers.filter((profile) => profile !== undefined));
}

async function decodesSound(
  { AudioDecoder: decoder }: Partial<AbilityWindow>,
  config: AudioDecoderConfig,
): Promise<boolean> {
  const answer = await decoder?.isConfigSupported(config).catch(() => undefined);
  return answer?.supported === true;
}
