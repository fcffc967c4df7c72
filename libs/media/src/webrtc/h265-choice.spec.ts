import { offerOf } from './fixtures/offers.js';
import { chooseH265 } from './h265-choice.js';
import { parseOffer } from './offer.js';
import { offeredFormats } from './offered-format.js';

function chosenOf(video: readonly string[]): number | undefined {
  const [block] = parseOffer(offerOf(video)).media;
  return chooseH265(block === undefined ? [] : offeredFormats(block))?.payloadType;
}

describe('chooseH265', () => {
  it.each([
    { name: 'one without parameters', video: ['49 H265/90000'], payloadType: 49 },
    {
      name: 'Main before Main 10',
      video: [
        '49 H265/90000 level-id=180;profile-id=2;tier-flag=0;tx-mode=SRST',
        '51 H265/90000 level-id=180;profile-id=1;tier-flag=0;tx-mode=SRST',
      ],
      payloadType: 51,
    },
    {
      name: 'one that names no profile',
      video: ['49 h265/90000 level-id=93; tx-mode=srst'],
      payloadType: 49,
    },
    {
      name: 'Main 10 when it is all there is: its decoders decode Main',
      video: ['49 H265/90000 profile-id=2'],
      payloadType: 49,
    },
    {
      name: 'the first of equals',
      video: ['49 H265/90000 level-id=93', '50 H265/90000 level-id=180'],
      payloadType: 49,
    },
    {
      name: 'nothing that wants its layers in several streams',
      video: ['49 H265/90000 tx-mode=MRST', '50 H265/90000 tx-mode=MRMT'],
      payloadType: undefined,
    },
    {
      name: 'nothing of a profile that cameras do not have',
      video: ['49 H265/90000 profile-id=4'],
      payloadType: undefined,
    },
    { name: 'nothing of other codecs', video: ['96 H264/90000'], payloadType: undefined },
  ])('takes $name', ({ video, payloadType }) => {
    expect(chosenOf(video)).toBe(payloadType);
  });
});
