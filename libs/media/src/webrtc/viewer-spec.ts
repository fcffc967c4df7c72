import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { MediaChoice } from './media-choice.js';
import type { AudioSpec, PicturePayloadType, ViewerSpec } from './plane/viewer-plane.js';
import type { WebRtcAudioCodec, WebRtcVideoCodec } from './webrtc-codecs.js';

/** RFC 8445 section 5.3 wants 24 and 128 bits of randomness; base64 without padding has only ICE characters. */
const usernameFragmentBytes = 6;
const passwordBytes = 18;

/** A new viewer with what was chosen, under a name, secrets and sources of its own. */
export function viewerSpec(choice: MediaChoice): ViewerSpec {
  const { video, audio } = choice;
  const ssrc = randomInt(1, 2 ** 32);
  return {
    id: randomUUID(),
    usernameFragment: randomBytes(usernameFragmentBytes).toString('base64'),
    password: randomBytes(passwordBytes).toString('base64'),
    ssrc,
    // Any others than the first (RFC 4588 section 5.3, RFC 3550 section 8).
    rtxSsrc: video.formats.some(({ rtxPayloadType }) => rtxPayloadType !== undefined)
      ? other(ssrc, 1)
      : undefined,
    payloadTypes: picturePayloadTypes(video),
    audio: audio && { ssrc: other(ssrc, 2), payloadTypes: soundPayloadTypes(audio) },
    cname: randomUUID(),
  };
}

/** Below it, or where there is none at the other end. */
function other(ssrc: number, distance: number): number {
  return ssrc > distance ? ssrc - distance : 2 ** 32 - distance;
}

function picturePayloadTypes({ formats }: MediaChoice['video']): ViewerSpec['payloadTypes'] {
  const payloadTypes: Partial<Record<WebRtcVideoCodec, PicturePayloadType>> = {};
  for (const { codec, payloadType, rtxPayloadType } of formats) {
    payloadTypes[codec] = { payloadType, rtx: rtxPayloadType };
  }
  return payloadTypes;
}

function soundPayloadTypes({
  formats,
}: NonNullable<MediaChoice['audio']>): AudioSpec['payloadTypes'] {
  const payloadTypes: Partial<Record<WebRtcAudioCodec, number>> = {};
  for (const { codec, payloadType } of formats) {
    payloadTypes[codec] = payloadType;
  }
  return payloadTypes;
}
