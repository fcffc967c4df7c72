import { concatBytes } from '@casement/bytes';
import { serializeRtpPacket } from '@casement/media';

/** The payload types of a recorder (NVR 2.3.1, 2.3.6). */
export const payloadTypes = { h264: 98, h265: 101, audio: 97 } as const;

/** Makes RTP payloads of NAL units, such as `H264Payloader`. */
export type NalPayloader = {
  readonly payloads: (nalUnits: readonly Uint8Array[], maxPayloadBytes: number) => Uint8Array[];
};

/** RTP packets of the recorder are at most this long, so that with UDP and IP headers 1,500 suffice. */
export const maxPacketBytes = 1_400;

/** Fixed RTP header and the head of the extension. */
const headerBytes = 12;
const extensionHeadBytes = 4;

/** Which packets of a picture carry the recorder's TLVs. */
export type RtpExtensionPolicy = 'every-packet' | 'first-packet' | 'none';

/** A picture as RTP packets in which only sequence number, timestamp and SSRC are missing. */
export type RtpPicture = {
  /** Counts from 0 when the camera was switched on. */
  readonly number: number;
  /** On the camera's 90 kHz clock, of sound on the clock of its sample rate; not wrapped. */
  readonly ticks: number;
  readonly randomAccess: boolean;
  /** All packets, one behind the other, so that a stream copies them at once. */
  readonly bytes: Uint8Array;
  /** Where each packet ends in `bytes`. */
  readonly packetEnds: readonly number[];
};

/** What an RTP picture is made of. */
export type PictureParts = Pick<RtpPicture, 'number' | 'ticks' | 'randomAccess'> & {
  readonly nalUnits: readonly Uint8Array[];
  /** The recorder's TLVs, a multiple of 4 bytes. */
  readonly extension: Uint8Array;
  readonly extensionPolicy: RtpExtensionPolicy;
  /** Default: that of H.264. */
  readonly payloadType?: number;
  /** Makes the payloads bad. */
  readonly spoil?: (payloads: Uint8Array[]) => Uint8Array[];
};

/**
 * Packetizes a picture once for all its streams, as the recorder does it: AUD, SPS, PPS and SEI in
 * packets of their own, slices as single NAL units or FU-As, the marker on the last packet
 * (NVR 2.3.1, B20).
 */
export function packetizePicture(parts: PictureParts, payloader: NalPayloader): RtpPicture {
  const { number, ticks, randomAccess, nalUnits, extension, extensionPolicy } = parts;
  const room = maxPacketBytes - headerBytes - extensionHeadBytes - extension.length;
  const { payloadType = payloadTypes.h264, spoil } = parts;
  const good = nalUnits.flatMap((nalUnit) => payloader.payloads([nalUnit], room));
  const payloads = spoil?.(good) ?? good;
  const packets = payloads.map((payload, index) =>
    serializeRtpPacket({
      payloadType,
      marker: index === payloads.length - 1,
      sequenceNumber: 0,
      timestamp: 0,
      ssrc: 0,
      ...(hasExtension(extensionPolicy, index) && { extension: { profile: 0, bytes: extension } }),
      payload,
    }),
  );
  let end = 0;
  const packetEnds = packets.map((packet) => (end += packet.length));
  return { number, ticks, randomAccess, bytes: concatBytes(packets), packetEnds };
}

function hasExtension(policy: RtpExtensionPolicy, index: number): boolean {
  return policy === 'every-packet' || (policy === 'first-packet' && index === 0);
}
