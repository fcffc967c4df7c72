import {
  blockOf,
  chromiumH265Offer,
  chromiumOffer,
  offerOf,
  safariOffer,
} from './fixtures/offers.js';
import { chooseMedia } from './media-choice.js';
import { negotiationDefect } from './negotiation-error.js';
import { parseOffer } from './offer.js';

describe('chooseMedia', () => {
  it('takes Constrained Baseline in packetization-mode 1 from Chromium 156, with its retransmissions', () => {
    expect(chooseMedia(parseOffer(chromiumOffer)).video).toEqual({
      mediaIndex: 0,
      mid: '0',
      formats: [
        {
          codec: 'h264',
          payloadType: 108,
          rtxPayloadType: 109,
          encoding: 'H264/90000',
          parameters: 'level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f',
          feedback: ['ccm fir', 'nack', 'nack pli'],
        },
      ],
    });
  });

  it('takes H.265 as well where it is offered', () => {
    const { video, audio, notes } = chooseMedia(parseOffer(chromiumH265Offer));
    expect(video.formats).toMatchObject([
      { codec: 'h264', payloadType: 108, rtxPayloadType: 109 },
      {
        codec: 'h265',
        payloadType: 121,
        rtxPayloadType: 122,
        encoding: 'H265/90000',
        parameters: 'level-id=180;profile-id=1;tier-flag=0;tx-mode=SRST',
        feedback: ['ccm fir', 'nack', 'nack pli'],
      },
    ]);
    expect(audio?.mid).toBe('1');
    expect(notes).toEqual([]);
  });

  it.each([
    ['h264', ['h264', 'h265']],
    ['h265', ['h265', 'h264']],
    ['jpeg', ['h264', 'h265']],
  ] as const)('of a camera that sends %s, puts %j', (prefer, order) => {
    const { video, audio } = chooseMedia(parseOffer(safariOffer), prefer);
    expect(video.formats.map(({ codec }) => codec)).toEqual(order);
    expect(video).toMatchObject({ mediaIndex: 1, mid: '1' });
    expect(audio).toMatchObject({ mediaIndex: 0, mid: '0' });
  });

  it('takes H.265 alone', () => {
    const { video } = chooseMedia(parseOffer(offerOf(['96 VP8/90000', '49 H265/90000'])));
    expect(video.formats.map(({ codec }) => codec)).toEqual(['h265']);
  });

  it('takes the first block that has a codec', () => {
    const blocks = [
      ...blockOf('video', 'a', ['96 VP8/90000']),
      ...blockOf('video', 'b', ['96 H264/90000']),
    ];
    const { video } = chooseMedia(parseOffer(['v=0', 's=-', ...blocks].join('\r\n')));
    expect(video).toMatchObject({ mediaIndex: 1, mid: 'b' });
  });

  it('says what was offered when there is neither (Firefox without its plugin)', () => {
    const offer = parseOffer(
      offerOf(['120 VP8/90000', '121 VP9/90000', '124 rtx/90000 apt=120', '97 AV1/90000']),
    );
    const error = caught(() => chooseMedia(offer));
    expect(negotiationDefect(error)).toBe('no-codec');
    expect(error).toMatchObject({
      message: 'the browser offers to receive VP8, VP9, AV1; cameras send H.264 or H.265',
      context: { offered: 'VP8, VP9, AV1' },
    });
  });

  it.each([
    ['sends only', offerOf(['96 H264/90000'], 'sendonly')],
    ['is inactive', offerOf(['96 H264/90000'], 'inactive')],
    ['is switched off', offerOf(['96 H264/90000']).replace('m=video 9', 'm=video 0')],
    ['is not there', 'v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0'],
  ])('refuses an offer whose video %s', (_name, sdp) => {
    expect(negotiationDefect(caught(() => chooseMedia(parseOffer(sdp))))).toBe('no-video');
  });

  it('ignores an H.264 that the "m=" line does not list', () => {
    const sdp = offerOf(['96 VP8/90000']).concat('\r\na=rtpmap:97 H264/90000');
    expect(negotiationDefect(caught(() => chooseMedia(parseOffer(sdp))))).toBe('no-codec');
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
