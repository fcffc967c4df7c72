import { chromiumH265Offer, offerOf } from './fixtures/offers.js';
import { chooseMedia } from './media-choice.js';
import { parseOffer } from './offer.js';
import { viewerSpec } from './viewer-spec.js';

describe('viewerSpec', () => {
  it('has the payload types that were chosen, and a source for each stream', () => {
    const spec = viewerSpec(chooseMedia(parseOffer(chromiumH265Offer)));
    expect(spec.payloadTypes).toEqual({
      h264: { payloadType: 108, rtx: 109 },
      h265: { payloadType: 121, rtx: 122 },
    });
    expect(spec.audio?.payloadTypes).toEqual({ opus: 111, pcmu: 0, pcma: 8 });
    expect(new Set([spec.ssrc, spec.rtxSsrc, spec.audio?.ssrc]).size).toBe(3);
  });

  it('has no source for what was not offered', () => {
    const choice = chooseMedia(parseOffer(offerOf(['96 H264/90000'])));
    const specs = Array.from({ length: 200 }, () => viewerSpec(choice));
    for (const spec of specs) {
      expect(spec).toMatchObject({ rtxSsrc: undefined, audio: undefined });
      expect(spec.payloadTypes).toEqual({ h264: { payloadType: 96, rtx: undefined } });
    }
    for (const key of ['id', 'usernameFragment', 'password', 'ssrc', 'cname'] as const) {
      expect(new Set(specs.map((spec) => spec[key])).size).toBe(200);
    }
  });
});
