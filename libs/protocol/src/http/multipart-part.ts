import { ByteWriter } from '@casement/bytes';
import { ProtocolError } from '../protocol-error.js';
import { DEVICE_DELIMITER } from './multipart-boundary.js';

/** One part of a multipart stream. */
export type MultipartPart = {
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** A view of the chunk it arrived in when it lay in one chunk: not to be changed. */
  readonly body: Uint8Array;
};

/** What `serializeMultipartPart` writes. */
export type MultipartPartInput = {
  /** In the order of writing, without Content-Length. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
  /** The whole delimiter line, default `--myboundary`. */
  readonly delimiter?: string;
  /**
   * - `announced` (default): a `Content-Length` header, as all specified devices send
   * - `none`: the reader has to look for the next delimiter (MP05)
   */
  readonly contentLength?: 'announced' | 'none';
};

const LINE_END = '\r\n';

/**
 * One part in the shape real recorders send (B.10): delimiter, headers, empty line, body, line end.
 *
 * @throws ProtocolError `multipart` for a header that does not fit into one line
 */
export function serializeMultipartPart(input: MultipartPartInput): Uint8Array {
  const { headers, body, delimiter = DEVICE_DELIMITER, contentLength = 'announced' } = input;
  const writer = new ByteWriter(body.length + 256);
  const line = (text: string): void => {
    // Bytes above 0x7f would be read back as Latin-1, and a line end would begin another header.
    if (!/^[\x20-\x7e\t]*$/u.test(text)) {
      throw ProtocolError.unexpected('multipart', {
        found: 'a character outside of printable ASCII',
        expected: 'one line of ASCII',
        where: 'multipart header',
      });
    }
    writer.ascii(text).ascii(LINE_END);
  };
  line(delimiter);
  for (const [name, value] of headers) {
    line(`${name}: ${value}`);
  }
  if (contentLength === 'announced') {
    line(`Content-Length: ${String(body.length)}`);
  }
  line('');
  return writer.bytes(body).ascii(LINE_END).toBytes();
}

/** The line that ends a stream; real recorders often just close the connection instead (B15). */
export function serializeMultipartEnd(delimiter: string = DEVICE_DELIMITER): Uint8Array {
  return new ByteWriter().ascii(`${delimiter}--${LINE_END}`).toBytes();
}
