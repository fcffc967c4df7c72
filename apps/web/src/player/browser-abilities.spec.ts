import { type AbilityWindow, probeAbilities, profileOf } from './browser-abilities.js';

/** A browser that takes the codecs whose strings begin so. */
function world(taken: {
  readonly decoder?: readonly string[];
  readonly mediaSource?: readonly string[];
  readonly webrtc?: readonly string[] | null;
  readonly hls?: boolean;
}): Partial<AbilityWindow> {
  const takes = (list: readonly string[] | undefined, codec: string): boolean =>
    list?.some((prefix) => codec.startsWith(prefix)) === true;
  return {
    isSecureContext: taken.decoder !== undefined,
    ...(taken.decoder && {
      VideoDecoder: {
        isConfigSupported: ({ codec }: VideoDecoderConfig) =>
          codec.startsWith('hvc1.4')
            ? Promise.reject(new TypeError('not a codec'))
            : Promise.resolve({ supported: takes(taken.decoder, codec) }),
      } as unknown as typeof VideoDecoder,
      AudioDecoder: {
        isConfigSupported: ({ codec }: AudioDecoderConfig) =>
          Promise.resolve({ supported: takes(taken.decoder, codec) }),
      } as unknown as typeof AudioDecoder,
    }),
    ...(taken.mediaSource && {
      MediaSource: {
        isTypeSupported: (type: string) =>
          takes(taken.mediaSource, /codecs="([^"]+)"/.exec(type)?.[1] ?? ''),
      } as unknown as typeof MediaSource,
    }),
    ...(taken.webrtc && {
      RTCRtpReceiver: {
        getCapabilities: () => ({ codecs: taken.webrtc?.map((mimeType) => ({ mimeType })) }),
      } as unknown as typeof RTCRtpReceiver,
    }),
    OffscreenCanvas: (() => undefined) as unknown as typeof OffscreenCanvas,
    createImageBitmap: (() => undefined) as unknown as typeof createImageBitmap,
    canPlayHls: () => taken.hls === true,
  };
}

describe('probeAbilities', () => {
  it('finds out what a Chromium with https can', async () => {
    const found = await probeAbilities(
      world({
        decoder: ['avc1.42', 'avc1.4d', 'avc1.64', 'mp4a', 'opus'],
        mediaSource: ['avc1', 'mp4a', 'opus', 'flac'],
        webrtc: ['video/VP8', 'video/H264', 'video/rtx'],
        hls: true,
      }),
    );
    expect(found.webrtc).toEqual(new Set(['h264']));
    expect(found.decoder).toEqual(new Set(['avc1.42', 'avc1.4d', 'avc1.64']));
    expect(found.mediaSource.has('avc1.6e')).toBe(true);
    expect(found).toMatchObject({
      secureContext: true,
      canvas: true,
      hls: 'library',
      mediaSourceSound: ['aac', 'opus', 'flac'],
      frameSound: ['aac', 'opus', 'pcmu', 'pcma'],
    });
  });

  it('finds H.265 where it is, and nothing where WebCodecs is forbidden', async () => {
    const found = await probeAbilities(world({ mediaSource: ['avc1', 'hvc1'], webrtc: [] }));
    expect(found.webrtc).toEqual(new Set());
    expect(found.decoder.size).toBe(0);
    expect(found.mediaSource.has('hvc1.1')).toBe(true);
    expect(found.frameSound).toEqual(['pcmu', 'pcma']);
  });

  it('plays HLS natively where there is no MediaSource', async () => {
    expect((await probeAbilities(world({ hls: true }))).hls).toBe('native');
    expect((await probeAbilities(world({}))).hls).toBeNull();
  });

  it('survives a browser that has nothing', async () => {
    expect(await probeAbilities({})).toMatchObject({ webrtc: null, canvas: false, hls: null });
  });
});

describe('profileOf', () => {
  it.each([
    ['avc1.4D401F', 'avc1.4d'],
    ['avc3.640033', 'avc1.64'],
    ['hvc1.1.6.L93.B0', 'hvc1.1'],
    ['hev1.A2.4.L153', 'hvc1.2'],
    ['jpeg', undefined],
    ['avc1', undefined],
    ['', undefined],
  ])('%s: %s', (codec, profile) => {
    expect(profileOf(codec)).toBe(profile);
  });
});
