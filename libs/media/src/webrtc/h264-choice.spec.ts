import { offerOf } from './fixtures/offers.js';
import { chooseH264 } from './h264-choice.js';
import { parseOffer } from './offer.js';
import { offeredFormats } from './offered-format.js';

function chosenOf(video: readonly string[]): number | undefined {
  const [block] = parseOffer(offerOf(video)).media;
  return chooseH264(block === undefined ? [] : offeredFormats(block))?.payloadType;
}

describe('chooseH264', () => {
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
    { name: 'nothing of other codecs', video: ['96 VP8/90000'], payloadType: undefined },
  ])('takes $name', ({ video, payloadType }) => {
    expect(chosenOf(video)).toBe(payloadType);
  });
});
