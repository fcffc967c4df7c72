import { DEVICE_DELIMITER } from '@casement/protocol';
import { writeHeaderName } from '../../faults/header-case.js';
import type { HeaderCase } from '../../faults/header-case.js';
import type { MultipartForm } from '../../faults/multipart-form.js';

/** How a live stream over HTTP is written; without any fault as real recorders do (B.10). */
export type MultipartStyle = {
  readonly forms: ReadonlySet<MultipartForm>;
  readonly headerCase: HeaderCase['style'] | undefined;
};

/** The `Content-Type` of the whole answer (finding 12, MP04). */
export function multipartContentType({ forms }: MultipartStyle): string {
  const name = forms.has('space-before-equals') ? 'boundary =' : 'boundary=';
  const value = forms.has('bare-boundary') ? DEVICE_DELIMITER.slice(2) : DEVICE_DELIMITER;
  return `multipart/x-mixed-replace; ${name}${forms.has('quoted-boundary') ? `"${value}"` : value}`;
}

/** What stands before the first delimiter. */
export function multipartPreamble({ forms }: MultipartStyle): string {
  return forms.has('preamble') ? 'This is a multipart stream.\r\n' : '';
}

/** What stands behind the last part when the recorder ends the stream (B15, MP10). */
export function multipartEnd({ forms }: MultipartStyle): string {
  return forms.has('closing-delimiter') ? `${DEVICE_DELIMITER}--\r\n` : '';
}

/** Writes bodies of one content type as parts, several in one buffer. */
export class MultipartWriter {
  readonly #style: MultipartStyle;
  readonly #head: string;
  readonly #behind: Uint8Array;

  constructor(style: MultipartStyle, contentType: string) {
    const newline = style.forms.has('lf-only') ? '\n' : '\r\n';
    this.#style = style;
    this.#head = `${DEVICE_DELIMITER}${newline}${this.#name('Content-type')}: ${contentType}${newline}`;
    this.#behind = Buffer.from(newlinesBehindBody(style), 'latin1');
  }

  /** One part per body. */
  write(bodies: readonly Uint8Array[]): Uint8Array {
    return Buffer.concat(
      bodies.flatMap((body) => [Buffer.from(this.#headOf(body), 'latin1'), body, this.#behind]),
    );
  }

  #headOf(body: Uint8Array): string {
    const newline = this.#style.forms.has('lf-only') ? '\n' : '\r\n';
    return this.#style.forms.has('no-length')
      ? `${this.#head}${newline}`
      : `${this.#head}${this.#name('Content-Length')}: ${body.length}${newline}${newline}`;
  }

  #name(name: string): string {
    const { headerCase } = this.#style;
    return headerCase === undefined ? name : writeHeaderName(name, headerCase);
  }
}

/** What stands behind each body. */
export function newlinesBehindBody({ forms }: MultipartStyle): string {
  if (forms.has('no-newline-after-body')) {
    return '';
  }
  return forms.has('two-newlines-after-body') ? '\r\n\r\n' : '\r\n';
}
