import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chooseH264 } from './h264-choice.js';
import { negotiationDefect } from './negotiation-error.js';
import { parseOffer } from './offer.js';

const chromium = readFileSync(join(import.meta.dirname, 'fixtures/chromium-156-offer.sdp'), 'utf8');

function offerOf(video: readonly string[], direction = 'recvonly'): string {
  const formats = video.map((line) => line.split(' ')[0]).join(' ');
  return [
    'v=0',
    's=-',
    `m=video 9 UDP/TLS/RTP/SAVPF ${formats}`,
    'a=mid:v',
    `a=${direction}`,
    ...video.flatMap((line) => {
      const [payloadType, codec, ...parameters] = line.split(' ');
      return [
        `a=rtpmap:${payloadType ?? ''} ${codec ?? ''}`,
        ...(parameters.length > 0 ? [`a=fmtp:${payloadType ?? ''} ${parameters.join(' ')}`] : []),
      ];
    }),
  ].join('\r\n');
}

describe('chooseH264', () => {
  it('takes Constrained Baseline in packetization-mode 1 from Chromium 156, with its retransmissions', () => {
    expect(chooseH264(parseOffer(chromium))).toEqual({
      mediaIndex: 0,
      mid: '0',
      payloadType: 108,
      rtxPayloadType: 109,
      parameters: 'level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f',
    });
  });

  it.each([
    {
      name: 'packetization-mode 1 before any profile',
      video: [
        '96 H264/90000 packetization-mode=0;profile-level-id=42e01f',
        '97 H264/90000 packetization-mode=1;profile-level-id=640c1f',
      ],
      payloadType: 97,
    },
    {
      name: 'Baseline before Main and High',
      video: [
        '96 H264/90000 packetization-mode=1;profile-level-id=640c1f',
        '97 H264/90000 packetization-mode=1;profile-level-id=4d001f',
        '98 H264/90000 packetization-mode=1;profile-level-id=42001f',
      ],
      payloadType: 98,
    },
    {
      name: 'High when it is all there is (Safari with a hardware decoder)',
      video: ['100 VP8/90000', '96 H264/90000 packetization-mode=1;profile-level-id=640c1f'],
      payloadType: 96,
    },
    {
      name: 'a profile nobody knows, rather than nothing',
      video: ['96 H264/90000 profile-level-id=f4001f; packetization-mode=1'],
      payloadType: 96,
    },
    {
      name: 'mode 0 without parameters as the last resort',
      video: ['96 h264/90000'],
      payloadType: 96,
    },
    {
      name: 'the first of equals',
      video: [
        '96 H264/90000 packetization-mode=1;profile-level-id=42e01f',
        '97 H264/90000 packetization-mode=1;profile-level-id=42e034',
      ],
      payloadType: 96,
    },
  ])('takes $name', ({ video, payloadType }) => {
    expect(chooseH264(parseOffer(offerOf(video))).payloadType).toBe(payloadType);
  });

  it('says what was offered when there is no H.264 (Firefox without its plugin)', () => {
    const offer = parseOffer(
      offerOf(['120 VP8/90000', '121 VP9/90000', '124 rtx/90000 apt=120', '97 AV1/90000']),
    );
    const error = caught(() => chooseH264(offer));
    expect(negotiationDefect(error)).toBe('no-h264');
    expect(error).toMatchObject({
      message: 'the browser offers to receive VP8, VP9, AV1; cameras send H.264',
      context: { offered: 'VP8, VP9, AV1' },
    });
  });

  it.each([
    ['sends only', offerOf(['96 H264/90000'], 'sendonly')],
    ['is inactive', offerOf(['96 H264/90000'], 'inactive')],
    ['is switched off', offerOf(['96 H264/90000']).replace('m=video 9', 'm=video 0')],
    ['is not there', 'v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0'],
  ])('refuses an offer whose video %s', (_name, sdp) => {
    expect(negotiationDefect(caught(() => chooseH264(parseOffer(sdp))))).toBe('no-video');
  });

  it('ignores an H.264 that the "m=" line does not list', () => {
    const sdp = offerOf(['96 VP8/90000']).concat('\r\na=rtpmap:97 H264/90000');
    expect(negotiationDefect(caught(() => chooseH264(parseOffer(sdp))))).toBe('no-h264');
  });
});

function caught(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}
