import { ProtocolError } from '../protocol-error.js';
import type { ProtocolErrorKind } from '../protocol-error.js';

/**
 * Text as a quoted-string of RFC 9110 5.6.4.
 *
 * @throws ProtocolError of the given kind for control characters, which would end the header line
 */
export function quotedString(kind: ProtocolErrorKind, name: string, text: string): string {
  if (/[\u0000-\u001f\u007f]/u.test(text)) {
    throw ProtocolError.unexpected(kind, {
      found: 'a control character',
      expected: 'text that can stand in a header',
      where: name,
    });
  }
  return `"${text.replace(/["\\]/gu, String.raw`\$&`)}"`;
}
