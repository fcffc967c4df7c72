import {
  serializeMultipartEnd,
  serializeMultipartPart,
  writeDownloadHeaders,
} from '@casement/protocol';
import type { FakeAnswer } from '../../recorders/testing/fake-recorder.js';

/** The Content-Type of `httpdl.cgi`. */
export const downloadType = 'multipart/x-mixed-replace; boundary=--myboundary';

/** One part: the temporary name, the final name of the file before, the status, and bytes. */
export type AnswerPart = {
  readonly temporary?: string;
  readonly previous?: string;
  readonly status?: number;
  readonly body?: Uint8Array;
};

/** The bytes of a whole answer. */
export function answerBytes(parts: readonly AnswerPart[]): Uint8Array {
  const written = parts.map(({ temporary = '', previous = '', status = 0, body }) =>
    serializeMultipartPart({
      headers: [
        ['Content-Type', 'application/octet-stream'],
        ...writeDownloadHeaders(temporary, previous, status),
      ],
      body: body ?? new Uint8Array(),
    }),
  );
  return Buffer.concat([...written, serializeMultipartEnd()]);
}

/** An answer with one file of these bytes, in two parts, as DL01 has it. */
export function fileAnswer(name: string, bytes: Uint8Array): FakeAnswer {
  const half = Math.floor(bytes.length / 2);
  const body = answerBytes([
    { temporary: `${name}.tmp`, body: bytes.subarray(0, half) },
    { temporary: `${name}.tmp`, body: bytes.subarray(half) },
    { previous: `${name}.mp4` },
  ]);
  return { status: 200, contentType: downloadType, body };
}

/** An answer with nothing but a status (B68). */
export function statusAnswer(status: number): FakeAnswer {
  return { status: 200, contentType: downloadType, body: answerBytes([{ status }]) };
}
