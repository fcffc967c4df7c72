import { ProtocolError } from '../protocol-error.js';

/** A page of `KEY=value` lines, with what was odd about it. */
export type KeyValuePage = {
  /** In the order of the page; of a repeated key the first value. */
  readonly values: ReadonlyMap<string, string>;
  readonly defects: readonly string[];
};

/** How the simulator writes such a page; real devices do either (A29). */
export type KeyValuePageStyle = {
  /** `<HTML>` and `</HTML>` around the lines, as NVR v1.5R1 5.3.1 shows. Default true. */
  readonly html?: boolean;
  /** A byte order mark in front, as cameras send. Default false. */
  readonly byteOrderMark?: boolean;
  /** Default CR LF. */
  readonly lineEnd?: '\r\n' | '\n';
};

/** The largest documented page, 128 cameras, has 3 KiB. */
const MAX_PAGE_CHARS = 256 * 1024;
/** Byte order mark, as character and as its UTF-8 bytes read as Latin-1. */
const BYTE_ORDER_MARK = /^(?:\ufeff|ï»¿)/u;

/**
 * Reads a page with the tolerance of decision A29: byte order mark, `<HTML>` lines and either line end
 * are passed over, a line is split at its first "=", both sides are trimmed.
 *
 * @throws ProtocolError `key-value-page` when the page is larger than 256 Ki characters
 */
export function readKeyValuePage(text: string): KeyValuePage {
  if (text.length > MAX_PAGE_CHARS) {
    throw ProtocolError.unexpected('key-value-page', {
      found: `${String(text.length)} characters`,
      expected: `at most ${String(MAX_PAGE_CHARS)}`,
      where: 'key-value page',
    });
  }
  const values = new Map<string, string>();
  const defects: string[] = [];
  text
    .replace(BYTE_ORDER_MARK, '')
    .split(/\r?\n/u)
    .forEach((line, index) => {
      const content = line.trim();
      if (content === '' || content.startsWith('<')) {
        return;
      }
      const at = content.indexOf('=');
      const key = content.slice(0, Math.max(at, 0)).trim();
      if (key === '') {
        defects.push(`line ${String(index + 1)} is no KEY=value`);
      } else if (values.has(key)) {
        defects.push(`line ${String(index + 1)} repeats a key`);
      } else {
        values.set(key, content.slice(at + 1).trim());
      }
    });
  return { values, defects };
}

/** The values of a page alone; see `readKeyValuePage`. @throws ProtocolError `key-value-page` */
export function parseKeyValuePage(text: string): Map<string, string> {
  return new Map(readKeyValuePage(text).values);
}

/**
 * Writes a page.
 *
 * @throws ProtocolError `key-value-page` for keys and values that would not be read back
 */
export function serializeKeyValuePage(
  values: Iterable<readonly [key: string, value: string]>,
  style: KeyValuePageStyle = {},
): string {
  const { html = true, byteOrderMark = false, lineEnd = '\r\n' } = style;
  const lines = Array.from(values, ([key, value]) => {
    requireReadable(key, value);
    return `${key}=${value}`;
  });
  const body = html ? ['<HTML>', ...lines, '</HTML>'] : lines;
  return `${byteOrderMark ? '\ufeff' : ''}${body.map((line) => line + lineEnd).join('')}`;
}

function requireReadable(key: string, value: string): void {
  const readable =
    /^[^\s<=\ufeff][^\r\n=]*$/u.test(key) &&
    !key.startsWith('ï»¿') &&
    key.trim() === key &&
    !/[\r\n]/u.test(value) &&
    value.trim() === value;
  if (!readable) {
    throw ProtocolError.unexpected('key-value-page', {
      found: 'a key or value with line ends, outer spaces, or a key with "=" or a leading "<"',
      expected: 'one trimmed line',
      where: 'key-value page',
    });
  }
}
