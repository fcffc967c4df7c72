import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chooseH264 } from './h264-choice.js';
import { parseOffer } from './offer.js';
import { offeredTransport } from './offered-transport.js';
import type { OfferedTransport } from './offered-transport.js';

const chromium = readFileSync(join(import.meta.dirname, 'fixtures/chromium-156-offer.sdp'), 'utf8');

function transportOf(sdp: string): OfferedTransport {
  const offer = parseOffer(sdp);
  return offeredTransport(offer, chooseH264(offer));
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
      isBundled: true,
      reducedSizeRtcp: true,
      feedback: ['ccm fir', 'nack', 'nack pli'],
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

  it('knows an offer without bundle, reduced RTCP and feedback', () => {
    const sdp = chromium.replaceAll(/^a=(group|rtcp-rsize|rtcp-fb)\b.*\n/gm, '');
    expect(transportOf(sdp)).toMatchObject({
      isBundled: false,
      reducedSizeRtcp: false,
      feedback: [],
    });
  });
});
