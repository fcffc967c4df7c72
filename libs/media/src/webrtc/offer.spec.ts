import fc from 'fast-check';
import { MediaError } from '../errors/media-error.js';
import { chooseMedia } from './media-choice.js';
import { negotiationDefect } from './negotiation-error.js';
import { attributes, maxOfferBytes, parseOffer } from './offer.js';
import { offeredTransport } from './offered-transport.js';

describe('parseOffer', () => {
  it('takes session and blocks apart, with any line end', () => {
    const text = 'v=0\ns=-\r\na=group:BUNDLE 0\rm=video 9 UDP/TLS/RTP/SAVPF 96 97\na=mid:0\n';
    expect(parseOffer(text)).toEqual({
      sessionLines: ['v=0', 's=-', 'a=group:BUNDLE 0'],
      media: [
        {
          kind: 'video',
          port: 9,
          protocol: 'UDP/TLS/RTP/SAVPF',
          formats: ['96', '97'],
          lines: ['a=mid:0'],
        },
      ],
    });
  });

  it.each([
    ['nothing', '', 'unreadable'],
    ['JSON', '{"sdp":"v=0"}', 'unreadable'],
    ['a line without "="', 'v=0\r\nhello', 'unreadable'],
    ['no block', 'v=0\r\ns=-', 'unreadable'],
    ['a block without formats', 'v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF', 'unreadable'],
    ['too many blocks', `v=0${'\r\nm=video 9 UDP/TLS/RTP/SAVPF 96'.repeat(65)}`, 'unreadable'],
    ['too much text', `v=0\r\n${'a=x\r\n'.repeat(maxOfferBytes / 5)}`, 'too-large'],
  ])('refuses %s', (_name, sdp, defect) => {
    let error: unknown;
    try {
      parseOffer(sdp);
    } catch (thrown) {
      error = thrown;
    }
    expect(negotiationDefect(error)).toBe(defect);
  });

  it('throws nothing but its own error, whatever comes, up to its transport', () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'v=0',
        'm=video 9 UDP/TLS/RTP/SAVPF 96 97',
        'a=mid:0',
        'a=recvonly',
        'a=rtcp-mux',
        'a=ice-ufrag:abcd',
        'a=ice-pwd:abcdefghijklmnopqrstuv',
        'a=fingerprint:sha-256 AA',
        'a=fingerprint:nonsense',
        'a=setup:actpass',
        'a=rtpmap:96 H264/90000',
        'a=fmtp:96 packetization-mode=1',
        'a=rtcp-fb:* nack',
        'a=group:BUNDLE 0 1',
        'a=bundle-only',
        'm=audio 9 UDP/TLS/RTP/SAVPF 0 111',
        'a=mid:1',
        'a=rtpmap:96 H265/90000',
        'a=fmtp:96 tx-mode=SRST;profile-id=',
      ),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        const sdp = ['v=0', ...lines].join('\r\n');
        try {
          const offer = parseOffer(sdp);
          const { fingerprints } = offeredTransport(offer, chooseMedia(offer));
          expect(fingerprints.length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(MediaError);
        }
      }),
    );
  });
});

describe('attributes', () => {
  it('finds all values and tells names apart that begin alike', () => {
    const lines = ['a=rtcp-mux', 'a=rtcp:9 IN IP4 0.0.0.0', 'a=mid: 0 ', 'a=mid:1'];
    expect(attributes(lines, 'rtcp')).toEqual(['9 IN IP4 0.0.0.0']);
    expect(attributes(lines, 'rtcp-mux')).toEqual(['']);
    expect(attributes(lines, 'mid')).toEqual(['0', '1']);
  });
});
