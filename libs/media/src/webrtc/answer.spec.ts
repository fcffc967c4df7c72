import { serializeAnswer } from './answer.js';
import type { AnswerParts } from './answer.js';
import { chromiumH265Offer, chromiumOffer as chromium, safariOffer } from './fixtures/offers.js';
import { chooseMedia } from './media-choice.js';
import { parseOffer } from './offer.js';
import { offeredTransport } from './offered-transport.js';

function partsFor(sdp: string, changes: Partial<AnswerParts> = {}): AnswerParts {
  const offer = parseOffer(sdp);
  const choice = chooseMedia(offer);
  return {
    offer,
    choice,
    transport: offeredTransport(offer, choice),
    candidates: [
      { address: '192.0.2.1', family: 4, udpPort: 50_000, tcpPort: 50_000, preference: 0 },
    ],
    usernameFragment: 'ours',
    password: 'a-password-of-ours-22-long',
    fingerprint: { algorithm: 'sha-256', value: 'AB:CD' },
    ssrc: 1111,
    rtxSsrc: 2222,
    audioSsrc: 3333,
    cname: 'one-name',
    sessionId: 77,
    ...changes,
  };
}

describe('serializeAnswer', () => {
  it('answers Chromium', () => {
    const [video, second, ...rest] = serializeAnswer(partsFor(chromium)).split('\r\nm=').slice(1);
    expect(serializeAnswer(partsFor(chromium)).split('\r\nm=')[0]?.split('\r\n')).toEqual([
      'v=0',
      'o=- 77 1 IN IP4 0.0.0.0',
      's=-',
      't=0 0',
      'a=group:BUNDLE 0 1',
      'a=ice-lite',
      'a=msid-semantic:WMS *',
    ]);
    expect(video?.split('\r\n')).toEqual([
      'video 9 UDP/TLS/RTP/SAVPF 108 109',
      'c=IN IP4 0.0.0.0',
      'a=rtcp:9 IN IP4 0.0.0.0',
      'a=ice-ufrag:ours',
      'a=ice-pwd:a-password-of-ours-22-long',
      'a=fingerprint:sha-256 AB:CD',
      'a=setup:passive',
      'a=mid:0',
      'a=sendonly',
      'a=rtcp-mux',
      'a=rtcp-rsize',
      'a=msid:casement one-name',
      'a=rtpmap:108 H264/90000',
      'a=fmtp:108 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f',
      'a=rtcp-fb:108 ccm fir',
      'a=rtcp-fb:108 nack',
      'a=rtcp-fb:108 nack pli',
      'a=rtpmap:109 rtx/90000',
      'a=fmtp:109 apt=108',
      'a=ssrc-group:FID 1111 2222',
      'a=ssrc:1111 cname:one-name',
      'a=ssrc:2222 cname:one-name',
      'a=candidate:1 1 udp 2130706431 192.0.2.1 50000 typ host',
      'a=candidate:17 1 tcp 1520435199 192.0.2.1 50000 typ host tcptype passive',
      'a=end-of-candidates',
    ]);
    expect(second?.split('\r\n')).toEqual([
      'audio 9 UDP/TLS/RTP/SAVPF 111 0 8',
      'c=IN IP4 0.0.0.0',
      'a=rtcp:9 IN IP4 0.0.0.0',
      'a=ice-ufrag:ours',
      'a=ice-pwd:a-password-of-ours-22-long',
      'a=fingerprint:sha-256 AB:CD',
      'a=setup:passive',
      'a=mid:1',
      'a=sendonly',
      'a=rtcp-mux',
      'a=rtcp-rsize',
      'a=msid:casement one-name-sound',
      'a=rtpmap:111 opus/48000/2',
      'a=fmtp:111 minptime=10;useinbandfec=1',
      'a=rtpmap:0 PCMU/8000',
      'a=rtpmap:8 PCMA/8000',
      'a=ptime:20',
      'a=ssrc:3333 cname:one-name',
      '',
    ]);
    expect(rest).toEqual([]);
  });

  it('takes both codecs of pictures, what the camera sends first', () => {
    const offer = parseOffer(chromiumH265Offer);
    const answer = serializeAnswer(
      partsFor(chromiumH265Offer, { choice: chooseMedia(offer, 'h265') }),
    );
    expect(answer).toContain('\r\nm=video 9 UDP/TLS/RTP/SAVPF 121 122 108 109\r\n');
    for (const line of [
      'a=rtpmap:121 H265/90000',
      'a=fmtp:121 level-id=180;profile-id=1;tier-flag=0;tx-mode=SRST',
      'a=rtcp-fb:121 nack',
      'a=rtpmap:122 rtx/90000',
      'a=fmtp:122 apt=121',
      'a=rtpmap:108 H264/90000',
      'a=fmtp:109 apt=108',
    ]) {
      expect(answer.split('\r\n')).toContain(line);
    }
  });

  it('gives the candidates with the first block of the bundle, be it sound', () => {
    const [, sound = '', pictures = ''] = serializeAnswer(partsFor(safariOffer)).split('\r\nm=');
    expect(sound).toMatch(/^audio 9 .*a=candidate:.*a=end-of-candidates$/s);
    expect(pictures).toMatch(/^video 9 /);
    expect(pictures).not.toContain('candidate');
    expect(pictures).toContain('\r\na=ice-ufrag:ours\r\n');
  });

  const minimal = [
    'v=0',
    's=-',
    'm=audio 9 UDP/TLS/RTP/SAVPF 111 0',
    'a=mid:0',
    'm=video 9 UDP/TLS/RTP/SAVPF 96',
    'a=mid:1',
    'a=rtcp-mux',
    'a=ice-ufrag:abcd',
    'a=ice-pwd:abcdefghijklmnopqrstuv',
    'a=fingerprint:sha-256 AA:BB',
    'a=setup:actpass',
    'a=rtpmap:96 H264/90000',
    'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
  ].join('\n');

  it('refuses every other block in its place', () => {
    const answer = serializeAnswer(partsFor(minimal, { rtxSsrc: undefined }));
    expect(answer).toContain(
      'm=audio 0 UDP/TLS/RTP/SAVPF 111 0\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\na=inactive\r\nm=video 9 ',
    );
    expect(answer).toMatch(
      /\r\nm=application 0 UDP\/DTLS\/SCTP webrtc-datachannel\r\nc=IN IP4 0\.0\.0\.0\r\na=inactive\r\n$/,
    );
  });

  it('names nothing that was not offered', () => {
    const answer = serializeAnswer(partsFor(minimal, { rtxSsrc: undefined }));
    expect(answer).not.toMatch(/BUNDLE|rsize|fmtp|rtcp-fb|rtx|FID|:2222/);
    expect(answer).toContain('a=ssrc:1111 cname:one-name\r\n');
  });

  it('can be read like an offer, line by line', () => {
    const { media } = parseOffer(serializeAnswer(partsFor(chromium)));
    expect(media.map(({ port }) => port)).toEqual([9, 9]);
  });
});
