import { attributes } from './offer.js';
import type { OfferedMedia } from './offer.js';

/** One payload type of an `m=` block. */
export type OfferedFormat = {
  readonly payloadType: number;
  /** As written, such as `H264/90000` or `opus/48000/2`. */
  readonly encoding: string;
  /** Of its `a=fmtp` line; empty without one. */
  readonly parameters: string;
};

/** RFC 3550 section 5.1 gives it seven bits. */
const maxPayloadType = 127;

/** Payload types that need no `a=rtpmap` (RFC 3551 section 6), as far as cameras have them. */
const staticEncodings: ReadonlyMap<string, string> = new Map([
  ['0', 'PCMU/8000'],
  ['8', 'PCMA/8000'],
]);

/** What viewers may ask for: single packets and a picture to start at. */
const knownFeedback: ReadonlySet<string> = new Set(['nack', 'nack pli', 'ccm fir']);

/** Repairs and redundancy: nothing that a camera could send. */
const auxiliaryNames: ReadonlySet<string> = new Set([
  'rtx',
  'red',
  'ulpfec',
  'flexfec-03',
  'cn',
  'telephone-event',
]);

/** The payload types that the `m=` line lists, in its order; those without a known encoding are left out. */
export function offeredFormats(block: OfferedMedia): OfferedFormat[] {
  const encodings = new Map(staticEncodings);
  for (const value of attributes(block.lines, 'rtpmap')) {
    const [, payloadType, encoding] = /^(\d{1,3}) +(\S+)$/.exec(value) ?? [];
    if (payloadType !== undefined && encoding !== undefined) {
      encodings.set(payloadType, encoding);
    }
  }
  const parameters = formatParameters(block);
  return [...new Set(block.formats)].flatMap((format) => {
    const encoding = encodings.get(format);
    const payloadType = Number(format);
    return encoding !== undefined && payloadType <= maxPayloadType
      ? [{ payloadType, encoding, parameters: parameters.get(format) ?? '' }]
      : [];
  });
}

/** The value of one format parameter (`a=fmtp`); its name is in small letters. */
export function formatParameter(parameters: string, name: string): string | undefined {
  for (const part of parameters.split(';')) {
    const [key, value] = part.split('=', 2).map((text) => text.trim());
    if (key?.toLowerCase() === name && value !== undefined) {
      return value;
    }
  }
  return undefined;
}

/** The payload type of a payload type's retransmissions (RFC 4588 section 8.6), when the browser offers one. */
export function rtxFor(formats: readonly OfferedFormat[], payloadType: number): number | undefined {
  return formats.find(
    ({ encoding, parameters }) =>
      encoding.toLowerCase() === 'rtx/90000' &&
      formatParameter(parameters, 'apt') === String(payloadType),
  )?.payloadType;
}

/** Feedback for a payload type that is acted on (RFC 4585 section 4.2, RFC 5104 section 7.1). */
export function feedbackFor({ lines }: OfferedMedia, payloadType: number): string[] {
  const values = attributes(lines, 'rtcp-fb').flatMap((value) => {
    const [, format, kind] = /^(\d+|\*) +(.+)$/.exec(value) ?? [];
    const isOurs = format === String(payloadType) || format === '*';
    return isOurs && kind !== undefined && knownFeedback.has(kind) ? [kind] : [];
  });
  return [...new Set(values)];
}

/** Names of the codecs of some blocks, each once, for a message. */
export function codecNames(blocks: readonly OfferedMedia[]): string {
  const names = blocks
    .flatMap(offeredFormats)
    .map(({ encoding }) => encoding.split('/')[0] ?? encoding)
    .filter((name) => !auxiliaryNames.has(name.toLowerCase()));
  return [...new Set(names)].join(', ');
}

/** By payload type; the first line of each counts. Made once: an offer has room for thousands of lines. */
function formatParameters({ lines }: OfferedMedia): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const value of attributes(lines, 'fmtp')) {
    const [format = '', ...rest] = value.split(' ');
    if (rest.length > 0 && !parameters.has(format)) {
      parameters.set(format, rest.join(' ').trim());
    }
  }
  return parameters;
}
