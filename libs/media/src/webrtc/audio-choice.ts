import { bundleOf } from './bundle.js';
import type { ChosenBlock, ChosenFormat } from './chosen-block.js';
import { attribute, wantsToReceive } from './offer.js';
import type { Offer, OfferedMedia } from './offer.js';
import { codecNames, offeredFormats } from './offered-format.js';
import type { OfferedFormat } from './offered-format.js';
import type { WebRtcAudioCodec } from './webrtc-codecs.js';

/** Encodings that can be sent; the number of channels of G.711 may be written or not. */
const encodings: ReadonlyMap<string, WebRtcAudioCodec> = new Map([
  ['pcmu/8000', 'pcmu'],
  ['pcmu/8000/1', 'pcmu'],
  ['pcma/8000', 'pcma'],
  ['pcma/8000/1', 'pcma'],
  // RFC 7587 section 7: always two, whatever is sent.
  ['opus/48000/2', 'opus'],
]);

/** How the browser is to receive sound, or why it gets none although it offers to. */
export type AudioChoice =
  | { readonly block: ChosenBlock<WebRtcAudioCodec>; readonly note: undefined }
  | { readonly block: undefined; readonly note: string | undefined };

/**
 * Chooses the first block for sound with a codec that can be sent, and all such codecs in it. There is one
 * transport, so the block must share that of the pictures.
 *
 * @param videoMid identification of the block of the pictures
 */
export function chooseAudio(offer: Offer, videoMid: string): AudioChoice {
  const bundle = bundleOf(offer, videoMid);
  const offered = offer.media
    .map((block, mediaIndex) => ({ block, mediaIndex, mid: attribute(block.lines, 'mid') ?? '' }))
    .filter(({ block }) => block.kind === 'audio' && isOn(block) && wantsToReceive(block));
  if (offered.length === 0) {
    return { block: undefined, note: undefined };
  }
  const bundled = offered.filter(({ mid }) => mid !== '' && bundle.includes(mid));
  if (bundled.length === 0) {
    const note =
      'the offer does not bundle sound with the pictures ("a=group:BUNDLE"); only pictures are sent';
    return { block: undefined, note };
  }
  for (const { block, mediaIndex, mid } of bundled) {
    const formats = chosenFormats(offeredFormats(block));
    if (formats.length > 0) {
      return { block: { mediaIndex, mid, formats }, note: undefined };
    }
  }
  const names = codecNames(bundled.map(({ block }) => block)) || 'no codec';
  const note = `the browser offers to receive sound in ${names}; it is sent in PCMU, PCMA or Opus`;
  return { block: undefined, note };
}

/** Whether the browser has not switched a block off. Those without a transport of their own have port 0. */
export function isOn({ port, lines }: OfferedMedia): boolean {
  return port > 0 || attribute(lines, 'bundle-only') !== undefined;
}

/** The first payload type of each codec, in the browser's order. */
function chosenFormats(formats: readonly OfferedFormat[]): ChosenFormat<WebRtcAudioCodec>[] {
  const chosen = new Map<WebRtcAudioCodec, ChosenFormat<WebRtcAudioCodec>>();
  for (const { payloadType, encoding, parameters } of formats) {
    const codec = encodings.get(encoding.toLowerCase());
    if (codec !== undefined && !chosen.has(codec)) {
      const format = { codec, payloadType, encoding, parameters, rtxPayloadType: undefined };
      // Sound that is late is of no use: nothing is repeated.
      chosen.set(codec, { ...format, feedback: [] });
    }
  }
  return [...chosen.values()];
}
