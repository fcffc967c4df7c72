import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { completeAnswer } from './answer.js';
import { chooseH264 } from './h264-choice.js';
import { narrowOffer } from './narrow-offer.js';
import { parseOffer } from './offer.js';

const chromium = readFileSync(join(import.meta.dirname, 'fixtures/chromium-156-offer.sdp'), 'utf8');

function narrowed(sdp: string): string {
  const offer = parseOffer(sdp);
  return narrowOffer(offer, chooseH264(offer));
}

describe('narrowOffer', () => {
  it('leaves one block with one payload type and its retransmissions, and no candidates', () => {
    const lines = narrowed(chromium).split('\r\n');
    expect(lines.slice(0, 9)).toEqual([
      'v=0',
      expect.stringMatching(/^o=- \d+ 2 IN IP4 127\.0\.0\.1$/),
      's=-',
      't=0 0',
      'a=group:BUNDLE 0',
      'm=video 9 UDP/TLS/RTP/SAVPF 108 109',
      'c=IN IP4 0.0.0.0',
      'a=mid:0',
      'a=recvonly',
    ]);
    expect(lines.filter((line) => /rtpmap|fmtp|rtcp-fb/.test(line))).toEqual([
      'a=rtpmap:108 H264/90000',
      'a=fmtp:108 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f',
      'a=rtcp-fb:108 nack',
      'a=rtcp-fb:108 nack pli',
      'a=rtpmap:109 rtx/90000',
      'a=fmtp:109 apt=108',
    ]);
    expect(lines.some((line) => /candidate|extmap/.test(line))).toBe(false);
  });

  it('finds ICE and DTLS parameters in the session part', () => {
    const moved = ['a=ice-ufrag', 'a=ice-pwd', 'a=fingerprint', 'a=setup'];
    const all = chromium.split('\n').filter((line) => line !== '');
    const isMoved = (line: string): boolean => moved.some((name) => line.startsWith(`${name}:`));
    const first = all.findIndex((line) => line.startsWith('m='));
    const taken = moved.map((name) => all.find((line) => line.startsWith(`${name}:`)) ?? '');
    const sdp = [...all.slice(0, first), ...taken, ...all.slice(first)].filter(
      (line, index) => index < first + moved.length || !isMoved(line),
    );
    expect(narrowed(sdp.join('\r\n'))).toBe(narrowed(chromium));
  });

  it.each(['ice-ufrag', 'ice-pwd', 'fingerprint', 'rtcp-mux', 'mid'])(
    'names the missing a=%s',
    (name) => {
      const sdp = chromium.replaceAll(new RegExp(`^a=${name}\\b.*\n`, 'gm'), '');
      expect(() => narrowed(sdp)).toThrow(`"a=${name}"`);
    },
  );

  it('refuses a browser that insists on being the DTLS server', () => {
    expect(() => narrowed(chromium.replaceAll('a=setup:actpass', 'a=setup:passive'))).toThrow(
      'the offer has "a=setup:passive"; expected actpass',
    );
  });
});

describe('completeAnswer', () => {
  it('refuses every other block in its place and names our candidates', () => {
    const offer = parseOffer(
      'v=0\ns=-\nm=audio 9 UDP/TLS/RTP/SAVPF 111 0\na=mid:0\nm=video 9 UDP/TLS/RTP/SAVPF 96\na=mid:1\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\na=mid:2',
    );
    const werift = [
      'v=0',
      's=-',
      'a=group:BUNDLE 1',
      'm=video 9 UDP/TLS/RTP/SAVPF 96',
      'a=mid:1',
      'a=candidate:1 1 udp 1 10.0.0.1 5000 typ host',
      'a=end-of-candidates',
      '',
    ].join('\r\n');
    const candidates = [
      { address: '192.0.2.1', family: 4, port: 50_000, preference: 0 },
      { address: '2001:db8::1', family: 6, port: 50_001, preference: 1 },
    ] as const;
    expect(completeAnswer(werift, { offer, mediaIndex: 1, candidates })).toBe(
      [
        'v=0',
        's=-',
        'a=group:BUNDLE 1',
        'm=audio 0 UDP/TLS/RTP/SAVPF 111 0',
        'c=IN IP4 0.0.0.0',
        'a=mid:0',
        'a=inactive',
        'm=video 9 UDP/TLS/RTP/SAVPF 96',
        'a=mid:1',
        'a=candidate:1 1 udp 2130706431 192.0.2.1 50000 typ host',
        'a=candidate:2 1 udp 2130706175 2001:db8::1 50001 typ host',
        'a=end-of-candidates',
        'm=application 0 UDP/DTLS/SCTP webrtc-datachannel',
        'c=IN IP4 0.0.0.0',
        'a=mid:2',
        'a=inactive',
        '',
      ].join('\r\n'),
    );
  });
});
