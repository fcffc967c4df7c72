import { chooseAudio } from './audio-choice.js';
import { blockOf, chromiumOffer } from './fixtures/offers.js';
import { parseOffer } from './offer.js';

const video = blockOf('video', 'v', ['96 H264/90000']);

function offerWith(audio: readonly string[], bundle = 'a=group:BUNDLE v s'): string {
  return ['v=0', 's=-', bundle, ...video, ...audio].join('\r\n');
}

function payloadTypesOf(sdp: string): Record<string, number> | string | undefined {
  const { block, note } = chooseAudio(parseOffer(sdp), 'v');
  return block === undefined
    ? note
    : Object.fromEntries(block.formats.map(({ codec, payloadType }) => [codec, payloadType]));
}

describe('chooseAudio', () => {
  it('takes from Chromium 156 all that can be sent, in its order', () => {
    const { block, note } = chooseAudio(parseOffer(chromiumOffer), '0');
    expect(note).toBeUndefined();
    expect(block).toEqual({
      mediaIndex: 1,
      mid: '1',
      formats: [
        {
          codec: 'opus',
          payloadType: 111,
          encoding: 'opus/48000/2',
          parameters: 'minptime=10;useinbandfec=1',
          rtxPayloadType: undefined,
          feedback: [],
        },
        expect.objectContaining({ codec: 'pcmu', payloadType: 0, encoding: 'PCMU/8000' }),
        expect.objectContaining({ codec: 'pcma', payloadType: 8, encoding: 'PCMA/8000' }),
      ],
    });
  });

  it.each<{ name: string; audio: string[]; expected: Record<string, number> }>([
    {
      name: 'G.711 by its fixed payload types alone (RFC 3551 section 6)',
      audio: blockOf('audio', 's', ['0', '8']),
      expected: { pcmu: 0, pcma: 8 },
    },
    {
      name: 'G.711 with the number of channels, under any payload type',
      audio: blockOf('audio', 's', ['100 PCMA/8000/1', '101 pcmu/8000/1']),
      expected: { pcma: 100, pcmu: 101 },
    },
    {
      name: 'the first of several payload types of a codec',
      audio: blockOf('audio', 's', ['111 opus/48000/2', '112 opus/48000/2']),
      expected: { opus: 111 },
    },
    {
      name: 'nothing but what has the right clock',
      audio: blockOf('audio', 's', ['0 PCMU/16000', '8 PCMA/8000', '9 opus/48000']),
      expected: { pcma: 8 },
    },
    {
      name: 'a block without a transport of its own (RFC 9143 section 6)',
      audio: blockOf('audio', 's', ['0']).map((line) =>
        line.startsWith('m=') ? `${line.replace(' 9 ', ' 0 ')}\r\na=bundle-only` : line,
      ),
      expected: { pcmu: 0 },
    },
    {
      name: 'the second block when the first one has nothing',
      audio: [...blockOf('audio', 't', ['9 G722/8000']), ...blockOf('audio', 's', ['0'])],
      expected: { pcmu: 0 },
    },
  ])('takes $name', ({ audio, expected }) => {
    expect(payloadTypesOf(offerWith(audio, 'a=group:BUNDLE v t s'))).toEqual(expected);
  });

  it.each([
    ['sends only', blockOf('audio', 's', ['0'], 'sendonly')],
    ['is inactive', blockOf('audio', 's', ['0'], 'inactive')],
    ['is switched off', blockOf('audio', 's', ['0']).map((line) => line.replace(' 9 ', ' 0 '))],
    ['is not there', []],
  ])('says nothing of an offer whose sound %s', (_name, audio) => {
    expect(payloadTypesOf(offerWith(audio))).toBeUndefined();
  });

  it.each([
    [
      'codecs that cameras do not have',
      offerWith(blockOf('audio', 's', ['9 G722/8000', '13 CN/8000'])),
      'the browser offers to receive sound in G722; it is sent in PCMU, PCMA or Opus',
    ],
    [
      'a transport of its own',
      offerWith(blockOf('audio', 's', ['0']), 'a=group:BUNDLE v'),
      'the offer does not bundle sound with the pictures ("a=group:BUNDLE"); only pictures are sent',
    ],
    [
      'no bundle at all',
      offerWith(blockOf('audio', 's', ['0']), 'a=group:LS v s'),
      'the offer does not bundle sound with the pictures ("a=group:BUNDLE"); only pictures are sent',
    ],
  ])('leaves sound with %s out, and says why', (_name, sdp, note) => {
    expect(payloadTypesOf(sdp)).toBe(note);
  });
});
