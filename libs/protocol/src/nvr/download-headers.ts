/**
 * What a recorder says about its recording, per part (NVR v1.4R1 6.3.1, `X-RecData-Satus`; B68).
 *
 * - `normal` (0)
 * - `no-data` (1): nothing was recorded in this range; no error
 * - `codec` (2): it cannot make MP4 of this recording
 * - `busy` (3): too many downloads at once; try again later
 * - `unknown`: any other value
 */
export type DownloadStatus = 'normal' | 'no-data' | 'codec' | 'busy' | 'unknown';

/** What the headers of one part say; the names as they came, which may be anything. */
export type DownloadHeaders = {
  /** The file whose bytes begin or go on in this part; empty: none. */
  readonly temporaryName: string;
  /** What the file before it is called now that it is whole; empty: it is not. */
  readonly previousName: string;
  readonly status: DownloadStatus;
};

const STATUSES = ['normal', 'no-data', 'codec', 'busy'] as const;
/** Typographic quotes: as themselves, as Windows-1252, and as UTF-8 read as Latin-1 (DL07). */
const QUOTES = /[“”„\u0093\u0094]|â\u0080[\u009c-\u009e]/gu;
/** Quotes that `filename =` does not stand before, or apostrophes. */
const QUOTED = /^(["'])(.*)\1$/u;
const FILE_NAME = /filename\s*=\s*"?([^"]*)"?/iu;

/**
 * Reads the headers of a part of `httpdl.cgi` (B66, DL07), names in lower case as `MultipartPart` has them. The
 * documented `Satus` counts before a corrected `Status`; without either all is normal. Never throws.
 */
export function parseDownloadHeaders(headers: ReadonlyMap<string, string>): DownloadHeaders {
  return {
    temporaryName: fileName(headers.get('x-temp-filename')),
    previousName: fileName(headers.get('x-prev-filename')),
    status: statusOf(headers.get('x-recdata-satus') ?? headers.get('x-recdata-status')),
  };
}

/**
 * The headers of a part in documented order and spelling (6.3.1), for `serializeMultipartPart`.
 *
 * @param status 0 to 3, or another number that a fault wants
 */
export function writeDownloadHeaders(
  temporaryName: string,
  previousName: string,
  status = 0,
): (readonly [name: string, value: string])[] {
  return [
    ['X-Temp-FileName', `filename = "${temporaryName}"`],
    ['X-Prev-Filename', `filename = "${previousName}"`],
    ['X-RecData-Satus', String(status)],
  ];
}

/** A value without `filename =` is a name too; nothing between quotes is the absence of one. */
function fileName(value: string | undefined): string {
  const text = (value ?? '').replace(QUOTES, '"');
  const name = (FILE_NAME.exec(text)?.[1] ?? text).trim();
  return QUOTED.exec(name)?.[2]?.trim() ?? name;
}

function statusOf(value: string | undefined): DownloadStatus {
  return value === undefined
    ? 'normal'
    : (STATUSES.find((_, number) => value.trim() === String(number)) ?? 'unknown');
}
