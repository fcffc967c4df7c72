import { IPV6_BYTES, u16At } from './alarm-layout.js';

const GROUPS = 8;
const GROUP = /^[0-9a-f]{1,4}$/iu;
const DECIMAL = /^(?:0|[1-9]\d{0,2})$/u;

/** The first four bytes as `192.0.2.10`. */
export function formatIpv4(bytes: Uint8Array): string {
  const byte = (place: number): string => String(bytes[place] ?? 0);
  return `${byte(0)}.${byte(1)}.${byte(2)}.${byte(3)}`;
}

/** The four bytes of an address without leading zeros; `undefined` for any other text. */
export function ipv4Bytes(text: string): Uint8Array | undefined {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => DECIMAL.test(part) && Number(part) <= 255)
    ? Uint8Array.from(parts, Number)
    : undefined;
}

/** Sixteen bytes as RFC 5952 writes them: lower-case, the longest run of two or more zero groups as `::`. */
export function formatIpv6(bytes: Uint8Array): string {
  const groups = Array.from({ length: GROUPS }, (_, index) => u16At(bytes, index * 2));
  const { start, length } = longestZeroRun(groups);
  const text = (from: number, to: number): string =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':');
  return length < 2 ? text(0, GROUPS) : `${text(0, start)}::${text(start + length, GROUPS)}`;
}

/** The sixteen bytes of an address without zone; `undefined` for any other text. */
export function ipv6Bytes(text: string): Uint8Array | undefined {
  const halves = text.split('::');
  const [head = [], tail = []] = halves.map(groupsOf);
  const missing = GROUPS - head.length - tail.length;
  const isWhole = halves.length === 1 && missing === 0;
  const isShortened = halves.length === 2 && missing >= 1;
  const groups = [...head, ...new Array<string>(Math.max(missing, 0)).fill('0'), ...tail];
  if (!(isWhole || isShortened) || !groups.every((group) => GROUP.test(group))) {
    return undefined;
  }
  const bytes = new Uint8Array(IPV6_BYTES);
  groups.forEach((group, index) => {
    const value = Number.parseInt(group, 16);
    bytes.set([value >> 8, value & 0xff], index * 2);
  });
  return bytes;
}

/** The groups of one side of `::`. */
function groupsOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(':');
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  groups.forEach((group, index) => {
    start = group === 0 ? start : index + 1;
    const length = index + 1 - start;
    best = length > best.length ? { start, length } : best;
  });
  return best;
}
