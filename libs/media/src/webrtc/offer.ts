import { negotiationError } from './negotiation-error.js';

/** One `m=` block of an offer: its line taken apart, and every line below it as it came. */
export type OfferedMedia = {
  /** `video`, `audio` or `application`. */
  readonly kind: string;
  /** 0 when the browser has switched this block off. */
  readonly port: number;
  /** Such as `UDP/TLS/RTP/SAVPF`. */
  readonly protocol: string;
  /** Payload types in the order of preference, as written. */
  readonly formats: readonly string[];
  /** Below the `m=` line, without line ends. */
  readonly lines: readonly string[];
};

/** An offer taken apart into its session part and its `m=` blocks (RFC 8866). */
export type Offer = {
  readonly sessionLines: readonly string[];
  readonly media: readonly OfferedMedia[];
};

/** Chromium's largest offers (all codecs, audio, video and data) are about 12 KiB. */
export const maxOfferBytes = 65_536;

/** A WHEP player offers one or two; 64 is far beyond any use. */
const maxMediaBlocks = 64;

/**
 * Takes an SDP offer apart without judging what it offers.
 *
 * @throws {MediaError} kind `negotiation`: `too-large`, or `unreadable` when it is not SDP.
 */
export function parseOffer(sdp: string): Offer {
  if (sdp.length > maxOfferBytes) {
    throw negotiationError(
      'too-large',
      `the offer has ${sdp.length} characters; at most ${maxOfferBytes} are read`,
    );
  }
  const lines = sdp.split(/\r\n|\n|\r/).filter((line) => line !== '');
  if (lines[0] !== 'v=0') {
    throw unreadable(`the offer begins with "${excerpt(lines[0] ?? '')}"; expected "v=0"`);
  }
  const sessionLines: string[] = [];
  const media: (OfferedMedia & { lines: string[] })[] = [];
  for (const line of lines) {
    if (!/^[a-z]=/.test(line)) {
      throw unreadable(`the offer has the line "${excerpt(line)}"; expected "<letter>=<value>"`);
    }
    if (line.startsWith('m=')) {
      media.push({ ...parseMediaLine(line), lines: [] });
    } else {
      (media.at(-1)?.lines ?? sessionLines).push(line);
    }
  }
  if (media.length === 0 || media.length > maxMediaBlocks) {
    throw unreadable(`the offer has ${media.length} "m=" blocks; expected 1 to ${maxMediaBlocks}`);
  }
  return { sessionLines, media };
}

/** The value of the first `a=<name>:<value>` (or `''` for a bare `a=<name>`), if there is one. */
export function attribute(lines: readonly string[], name: string): string | undefined {
  return attributes(lines, name)[0];
}

/** The values of all `a=<name>:<value>`, in order. */
export function attributes(lines: readonly string[], name: string): string[] {
  const values: string[] = [];
  for (const line of lines) {
    if (line === `a=${name}`) {
      values.push('');
    } else if (line.startsWith(`a=${name}:`)) {
      values.push(line.slice(name.length + 3).trim());
    }
  }
  return values;
}

/** `a=sendrecv` is the default of RFC 8866 section 6.7. */
export function wantsToReceive({ lines }: OfferedMedia): boolean {
  return !lines.includes('a=sendonly') && !lines.includes('a=inactive');
}

function parseMediaLine(line: string): Omit<OfferedMedia, 'lines'> {
  const match = /^m=([a-z]+) (\d{1,5})(?:\/\d+)? (\S+) (\S.*)$/.exec(line);
  const [, kind, port, protocol, formats] = match ?? [];
  if (kind === undefined || protocol === undefined || formats === undefined) {
    throw unreadable(
      `the offer has "${excerpt(line)}"; expected "m=<media> <port> <protocol> <formats>"`,
    );
  }
  return { kind, port: Number(port), protocol, formats: formats.split(/ +/) };
}

function unreadable(message: string): Error {
  return negotiationError('unreadable', message);
}

/** Enough of a line to find it, without filling a log. */
function excerpt(line: string): string {
  return line.length > 64 ? `${line.slice(0, 64)}…` : line;
}
