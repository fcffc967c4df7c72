import type { VideoCodec } from '../gop/ring-codec.js';
import { chooseAudio, isOn } from './audio-choice.js';
import type { ChosenBlock, ChosenFormat } from './chosen-block.js';
import { chooseH264 } from './h264-choice.js';
import { chooseH265 } from './h265-choice.js';
import { negotiationError } from './negotiation-error.js';
import { attribute, wantsToReceive } from './offer.js';
import type { Offer, OfferedMedia } from './offer.js';
import { codecNames, feedbackFor, offeredFormats, rtxFor } from './offered-format.js';
import { webRtcVideoCodecs } from './webrtc-codecs.js';
import type { WebRtcAudioCodec, WebRtcVideoCodec } from './webrtc-codecs.js';

/** What of an offer is taken. */
export type MediaChoice = {
  readonly video: ChosenBlock<WebRtcVideoCodec>;
  readonly audio: ChosenBlock<WebRtcAudioCodec> | undefined;
  /** In words, what the browser offered to receive and will not get. */
  readonly notes: readonly string[];
};

const choices = { h264: chooseH264, h265: chooseH265 } as const;

/**
 * Chooses where and how the browser receives pictures and sound. H.264 and H.265 are both taken where both are
 * offered: a camera may change its codec, and nobody wants to negotiate anew then.
 *
 * @param prefer what the camera sends: it goes first in the answer. Otherwise H.264 does.
 * @throws {MediaError} kind `negotiation`: `no-video` or `no-codec`, which lists what was offered;
 *   `unreadable` when the block lacks what WebRTC needs.
 */
export function chooseMedia(offer: Offer, prefer?: VideoCodec): MediaChoice {
  const video = chooseVideo(offer, prefer);
  const { block: audio, note } = chooseAudio(offer, video.mid);
  return { video, audio, notes: note === undefined ? [] : [note] };
}

function chooseVideo({ media }: Offer, prefer?: VideoCodec): ChosenBlock<WebRtcVideoCodec> {
  const offered = media
    .map((block, mediaIndex) => ({ block, mediaIndex }))
    .filter(({ block }) => block.kind === 'video' && isOn(block) && wantsToReceive(block));
  if (offered.length === 0) {
    throw negotiationError(
      'no-video',
      'the offer has no video block that receives; expected "m=video" with "a=recvonly"',
    );
  }
  for (const { block, mediaIndex } of offered) {
    const formats = chosenFormats(block, prefer);
    if (formats.length > 0) {
      return { mediaIndex, mid: requireMid(block), formats };
    }
  }
  const names = codecNames(offered.map(({ block }) => block));
  throw negotiationError(
    'no-codec',
    `the browser offers to receive ${names || 'no codec'}; cameras send H.264 or H.265`,
    { offered: names },
  );
}

function chosenFormats(block: OfferedMedia, prefer?: VideoCodec): ChosenFormat<WebRtcVideoCodec>[] {
  const formats = offeredFormats(block);
  const ordered = webRtcVideoCodecs.toSorted((a, b) => Number(b === prefer) - Number(a === prefer));
  return ordered.flatMap((codec) => {
    const chosen = choices[codec](formats);
    return chosen === undefined
      ? []
      : [
          {
            ...chosen,
            codec,
            rtxPayloadType: rtxFor(formats, chosen.payloadType),
            feedback: feedbackFor(block, chosen.payloadType),
          },
        ];
  });
}

/** @throws {MediaError} kind `negotiation`: `unreadable` */
function requireMid({ lines }: OfferedMedia): string {
  const mid = attribute(lines, 'mid');
  if (mid === undefined || mid === '') {
    throw negotiationError('unreadable', `the offer's video block has no "a=mid"`);
  }
  return mid;
}
