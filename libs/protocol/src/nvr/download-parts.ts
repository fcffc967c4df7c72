import { excerpt } from '../excerpt.js';
import { parseDownloadHeaders } from './download-headers.js';
import type { DownloadStatus } from './download-headers.js';
import {
  downloadExtension,
  isSameFile,
  isSameName,
  safeDownloadName,
  withExtension,
  withNumber,
} from './download-name.js';
import type { DownloadExtension } from './download-name.js';
import type { DownloadKind } from './download-parameter.js';

/**
 * How a download ended.
 *
 * - `complete`: every file that began is whole and has its name
 * - `empty`: no file began, and the recorder gave no reason
 * - `no-data`, `codec`, `busy`, `unknown`: what the recorder said (B68); whole files from before stay whole
 * - `cut`: a file is not whole, or the connection ended inside of a part
 * - `too-many-files`: more than 1000 files in one answer
 */
export type DownloadEnd =
  'complete' | 'empty' | 'cut' | 'too-many-files' | Exclude<DownloadStatus, 'normal'>;

/** What to do next, in this order. At most one file is open; all names are safe, and none comes twice. */
export type DownloadEvent =
  /** Create this file, which must not exist; the events up to its `close` or `partial` are about it. */
  | { readonly kind: 'create'; readonly name: string }
  /** A view of what was pushed. */
  | { readonly kind: 'append'; readonly bytes: Uint8Array }
  /** The file is whole: close it and rename it, without overwriting another one. */
  | { readonly kind: 'close'; readonly name: string; readonly finalName: string }
  /** The file is closed and will never be whole. */
  | { readonly kind: 'partial'; readonly name: string }
  /** Nothing comes after this. */
  | { readonly kind: 'end'; readonly status: DownloadEnd }
  | { readonly kind: 'warn'; readonly words: string };

/** Options of one answer of `httpdl.cgi`. */
export type DownloadPartsOptions = {
  /** Decides about the ending of names that the recorder leaves open. */
  readonly kind: DownloadKind;
  /** What such names begin with; default, and instead of an unsafe one, `download`. */
  readonly stem?: string;
};

type OpenFile = { readonly name: string; readonly announced: string };

/** A recorder that begins more files than this in an hour of recording is out of its mind. */
const MAX_FILES = 1000;
const MAX_WARNINGS = 50;
const DEFAULT_STEM = 'download';
const ENDINGS: Readonly<Record<DownloadKind, DownloadExtension>> = {
  MP4: 'mp4',
  MP4VO: 'mp4',
  N3: 'n3r',
  N3VO: 'n3r',
  LIST: 'n3n',
};

/**
 * Turns the parts of one answer of `httpdl.cgi` into files (NVR v1.4R1 6.3.1, decision E.4, DL01 to DL07). In each part the
 * status counts first, then the name of the file before, then the name of the next one, then the bytes. Any headers
 * and bytes are taken and nothing throws; kept are names only.
 */
export class DownloadParts {
  readonly #ending: DownloadExtension;
  readonly #stem: string;
  /** Names that went out, in lower case, since not every file system tells case apart. */
  readonly #used = new Set<string>();
  #events: DownloadEvent[] = [];
  #open: OpenFile | undefined;
  #lastPrevious = '';
  #files = 0;
  #closed = 0;
  #partial = 0;
  #warnings = 0;
  #isEnded = false;
  #ignoredBytes = 0;

  constructor({ kind, stem = DEFAULT_STEM }: DownloadPartsOptions) {
    this.#ending = ENDINGS[kind];
    this.#stem = safeDownloadName(`${stem}.tmp`) === undefined ? DEFAULT_STEM : stem;
  }

  /** An `end` event is out. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Files came, each has its name, and no other one was announced: nothing is missing, whatever follows (B15). */
  get isWhole(): boolean {
    return this.#closed > 0 && this.#partial === 0 && this.#open === undefined;
  }

  /** Bytes that came in parts without a normal status, or after the end. */
  get ignoredBytes(): number {
    return this.#ignoredBytes;
  }

  /** Warnings beyond the first 50. */
  get droppedWarnings(): number {
    return Math.max(0, this.#warnings - MAX_WARNINGS);
  }

  /**
   * One part, or the beginning of one.
   *
   * @param headers names in lower case
   */
  push(headers: ReadonlyMap<string, string>, body: Uint8Array): DownloadEvent[] {
    if (!this.#isEnded) {
      const { temporaryName, previousName, status } = parseDownloadHeaders(headers);
      if (status === 'normal') {
        this.#names(temporaryName, previousName);
      } else {
        this.#abandon();
        this.#finish(status);
      }
    }
    return this.append(body);
  }

  /** More bytes of the part that was pushed last, for receivers that do not wait for its end. */
  append(bytes: Uint8Array): DownloadEvent[] {
    if (bytes.length > 0 && !this.#isEnded && this.#open === undefined) {
      this.#warn('bytes without a file name; a name was made up');
      this.#create('');
    }
    if (this.#isEnded) {
      this.#ignoredBytes += bytes.length;
    } else if (bytes.length > 0) {
      this.#events.push({ kind: 'append', bytes });
    }
    return this.#takeEvents();
  }

  /**
   * The stream is over.
   *
   * @param isTruncated it ended inside of a part, so that something is missing even if no file is open
   */
  end(isTruncated = false): DownloadEvent[] {
    if (!this.#isEnded) {
      this.#abandon();
      if (isTruncated || this.#partial > 0) {
        this.#finish('cut');
      } else {
        this.#finish(this.#closed > 0 ? 'complete' : 'empty');
      }
    }
    return this.#takeEvents();
  }

  #names(temporaryName: string, previousName: string): void {
    // Said again in each part of the next file, the name of the file before must not end that one. Files may all have
    // the same name, though: then the name that ends the open one is the same as that of the file before.
    const goesOn = this.#open !== undefined && this.#open.announced === temporaryName;
    const isRepeated =
      goesOn &&
      (previousName === temporaryName ||
        (previousName === this.#lastPrevious && !isSameName(temporaryName, previousName)));
    if (previousName !== '' && !isRepeated) {
      this.#close(previousName);
    }
    if (temporaryName !== '' && temporaryName !== this.#open?.announced) {
      this.#abandon();
      this.#create(temporaryName);
    }
  }

  #close(previousName: string): void {
    const file = this.#open;
    if (file === undefined) {
      this.#warn(`name ${excerpt(previousName)} for a file that is not open`);
      return;
    }
    const finalName = this.#finalName(file, previousName);
    this.#events.push({ kind: 'close', name: file.name, finalName });
    this.#open = undefined;
    this.#lastPrevious = previousName;
    this.#closed += 1;
  }

  #finalName(file: OpenFile, previousName: string): string {
    const ending = downloadExtension(previousName);
    const safeName = ending === 'tmp' ? undefined : safeDownloadName(previousName);
    if (safeName !== undefined && isSameFile(file.announced, previousName)) {
      return this.#unique(safeName);
    }
    const name = this.#unique(
      `${this.#stem}.${ending === undefined || ending === 'tmp' ? this.#ending : ending}`,
    );
    const reason = safeName === undefined ? 'is no safe name' : 'is not the open file';
    this.#warn(`final name ${excerpt(previousName)} ${reason}; kept as ${name}`);
    return name;
  }

  #create(announced: string): void {
    if (this.#files >= MAX_FILES) {
      this.#finish('too-many-files');
      return;
    }
    const safeName = safeDownloadName(announced);
    if (safeName === undefined && announced !== '') {
      this.#warn(`temporary name ${excerpt(announced)} is no safe name; one was made up`);
    }
    // Whatever the recorder calls it, a file that is not whole does not look like one that is.
    const name = this.#unique(withExtension(safeName ?? `${this.#stem}.tmp`, 'tmp'));
    this.#files += 1;
    this.#open = { name, announced };
    this.#events.push({ kind: 'create', name });
  }

  #abandon(): void {
    if (this.#open !== undefined) {
      this.#events.push({ kind: 'partial', name: this.#open.name });
      this.#open = undefined;
      this.#partial += 1;
    }
  }

  #finish(status: DownloadEnd): void {
    this.#isEnded = true;
    this.#events.push({ kind: 'end', status });
  }

  #unique(name: string): string {
    let free = name;
    for (let number = 1; this.#used.has(free.toLowerCase()); number += 1) {
      free = withNumber(name, number);
    }
    this.#used.add(free.toLowerCase());
    return free;
  }

  #warn(words: string): void {
    this.#warnings += 1;
    if (this.#warnings <= MAX_WARNINGS) {
      this.#events.push({ kind: 'warn', words });
    }
  }

  #takeEvents(): DownloadEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }
}
