import { chromiumOffer as chromium } from './fixtures/offers.js';
import { chooseMedia } from './media-choice.js';
import { parseOffer } from './offer.js';
import { offeredTransport } from './offered-transport.js';
import type { OfferedTransport } from './offered-transport.js';

function transportOf(sdp: string): OfferedTransport {
  const offer = parseOffer(sdp);
  return offeredTransport(offer, chooseMedia(offer));
}

describe('offeredTransport', () => {
  it('reads what Chromium offers', () => {
    expect(transportOf(chromium)).toEqual({
      usernameFragment: 'bKa0',
      fingerprints: [
        {
          algorithm: 'sha-256',
          value:
            '07:CD:4C:6E:C7:8D:F9:FD:E9:07:37:8C:E2:6C:65:16:4D:66:30:17:8B:C5:C2:DB:B8:85:2C:24:0B:22:B1:53',
        },
      ],
      bundle: ['0', '1'],
      reducedSizeRtcp: true,
    });
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
    expect(transportOf(sdp.join('\r\n'))).toEqual(transportOf(chromium));
  });

  it('reads the transport of the first block of the bundle, which the others may leave out', () => {
    const [session = '', video = '', audio = ''] = chromium.split(/^(?=m=)/m);
    const bare = video
      .replace('m=video 9', 'm=video 0')
      .replaceAll(/^a=(ice-|fingerprint|setup|rtcp-mux).*\n/gm, '')
      .concat('a=bundle-only\n');
    const swapped = session.replace('BUNDLE 0 1', 'BUNDLE 1 0') + audio + bare;
    expect(transportOf(swapped)).toMatchObject({ usernameFragment: 'bKa0', bundle: ['1', '0'] });
    const others = swapped.replace('a=ice-ufrag:bKa0', 'a=ice-ufrag:tagg');
    expect(transportOf(others.concat('a=ice-ufrag:mine\n')).usernameFragment).toBe('tagg');
  });

  it('leaves what is not taken out of the bundle', () => {
    expect(transportOf(chromium.replaceAll(/^a=recvonly\b/gm, 'a=sendrecv')).bundle).toEqual([
      '0',
      '1',
    ]);
    const silent = chromium.replace(/^m=audio 9 UDP\/TLS\/RTP\/SAVPF .*$/m, 'm=audio 9 X 9');
    expect(transportOf(silent).bundle).toEqual(['0']);
  });

  it.each(['ice-ufrag', 'ice-pwd', 'fingerprint', 'rtcp-mux', 'mid'])(
    'names the missing a=%s',
    (name) => {
      const sdp = chromium.replaceAll(new RegExp(`^a=${name}\\b.*\n`, 'gm'), '');
      expect(() => transportOf(sdp)).toThrow(`"a=${name}"`);
    },
  );

  it('refuses a browser that insists on being the DTLS server', () => {
    expect(() => transportOf(chromium.replaceAll('a=setup:actpass', 'a=setup:passive'))).toThrow(
      'the offer has "a=setup:passive"; expected actpass',
    );
  });

  it('refuses a fingerprint that is none', () => {
    const sdp = chromium.replaceAll(/^a=fingerprint:.*$/gm, 'a=fingerprint:sha-256 hello');
    expect(() => transportOf(sdp)).toThrow('expected "<hash function> <AB:CD:…>"');
  });

  it('knows an offer without bundle and reduced RTCP', () => {
    const sdp = chromium.replaceAll(/^a=(group|rtcp-rsize)\b.*\n/gm, '');
    expect(transportOf(sdp)).toMatchObject({
      bundle: [],
      reducedSizeRtcp: false,
    });
  });
});
