import { negotiationError } from './negotiation-error.js';
import { attribute, attributes, wantsToReceive } from './offer.js';
import type { Offer, OfferedMedia } from './offer.js';

/** The payload type in which a browser is to receive the camera's H.264. */
export type H264Choice = {
  /** Which `m=` block, counted from 0. */
  readonly mediaIndex: number;
  readonly mid: string;
  readonly payloadType: number;
  /** The payload type of its retransmissions (RFC 4588), when the browser offers them. */
  readonly rtxPayloadType?: number | undefined;
  /** The browser's format parameters, such as `profile-level-id=42e01f;packetization-mode=1`. */
  readonly parameters: string;
};

/** RFC 3550 section 5.1 gives it seven bits. */
const maxPayloadType = 127;

type OfferedH264 = {
  readonly payloadType: number;
  readonly parameters: string;
  readonly packetizationMode: number;
  readonly profileLevelId: string;
};

/**
 * Constrained Baseline is in every browser's list, so it goes first; what the camera really sends is in
 * its SPS, and decoders follow that (a High stream plays although the answer says Baseline). The last
 * resort is any H.264 at all.
 */
const profileOrder = ['42e0', '4200', '4d', '64'];

/**
 * Chooses where and how the browser receives H.264: fragmentation units need packetization-mode 1
 * (RFC 6184 section 6.3), so a payload type with it is preferred over any profile.
 *
 * @throws {MediaError} kind `negotiation`: `no-video` or `no-h264`, which lists what was offered;
 *   `unreadable` when the block lacks what WebRTC needs.
 */
export function chooseH264({ media }: Offer): H264Choice {
  const video = media
    .map((block, mediaIndex) => ({ block, mediaIndex }))
    .filter(({ block }) => block.kind === 'video' && block.port > 0 && wantsToReceive(block));
  if (video.length === 0) {
    throw negotiationError(
      'no-video',
      'the offer has no video block that receives; expected "m=video" with "a=recvonly"',
    );
  }
  for (const { block, mediaIndex } of video) {
    const best = offeredH264(block).sort((a, b) => rank(a) - rank(b))[0];
    if (best) {
      return {
        mediaIndex,
        mid: requireAttribute(block, 'mid'),
        payloadType: best.payloadType,
        rtxPayloadType: rtxFor(block, best.payloadType),
        parameters: best.parameters,
      };
    }
  }
  const offered = [...new Set(video.flatMap(({ block }) => codecNames(block)))].join(', ');
  throw negotiationError(
    'no-h264',
    `the browser offers to receive ${offered || 'no codec'}; cameras send H.264`,
    { offered },
  );
}

/** @throws {MediaError} kind `negotiation`: `unreadable` */
function requireAttribute(block: OfferedMedia, name: string): string {
  const value = attribute(block.lines, name);
  if (value === undefined || value === '') {
    throw negotiationError('unreadable', `the offer's video block has no "a=${name}"`);
  }
  return value;
}

function offeredH264(block: OfferedMedia): OfferedH264[] {
  return rtpMaps(block)
    .filter(({ codec }) => codec.toLowerCase() === 'h264/90000')
    .map(({ payloadType }) => {
      const parameters = formatParameters(block, payloadType);
      return {
        payloadType,
        parameters,
        packetizationMode: Number(parameter(parameters, 'packetization-mode') ?? '0'),
        // RFC 6184 section 8.1: Baseline when it is missing.
        profileLevelId: (parameter(parameters, 'profile-level-id') ?? '420010').toLowerCase(),
      };
    });
}

/** Lower is better; equal ones stay in the browser's order. */
function rank({ packetizationMode, profileLevelId }: OfferedH264): number {
  const found = profileOrder.findIndex((prefix) => profileLevelId.startsWith(prefix));
  const profile = found < 0 ? profileOrder.length : found;
  return (packetizationMode === 1 ? 0 : 100) + profile;
}

function rtxFor(block: OfferedMedia, payloadType: number): number | undefined {
  return rtpMaps(block).find(
    (map) =>
      map.codec.toLowerCase() === 'rtx/90000' &&
      parameter(formatParameters(block, map.payloadType), 'apt') === String(payloadType),
  )?.payloadType;
}

function codecNames(block: OfferedMedia): string[] {
  return rtpMaps(block)
    .map(({ codec }) => codec.split('/')[0] ?? codec)
    .filter((name) => !['rtx', 'red', 'ulpfec', 'flexfec-03'].includes(name.toLowerCase()));
}

function rtpMaps({ formats, lines }: OfferedMedia): { payloadType: number; codec: string }[] {
  return attributes(lines, 'rtpmap').flatMap((value) => {
    const [, payloadType, codec] = /^(\d{1,3}) +(\S+)$/.exec(value) ?? [];
    return payloadType !== undefined &&
      codec !== undefined &&
      Number(payloadType) <= maxPayloadType &&
      formats.includes(payloadType)
      ? [{ payloadType: Number(payloadType), codec }]
      : [];
  });
}

function formatParameters({ lines }: OfferedMedia, payloadType: number): string {
  const prefix = `${payloadType} `;
  const value = attributes(lines, 'fmtp').find((line) => line.startsWith(prefix));
  return value?.slice(prefix.length).trim() ?? '';
}

function parameter(parameters: string, name: string): string | undefined {
  for (const part of parameters.split(';')) {
    const [key, value] = part.split('=', 2).map((text) => text.trim());
    if (key?.toLowerCase() === name && value !== undefined) {
      return value;
    }
  }
  return undefined;
}
