/**
 * What went wrong with footage: `option` (what the caller asked for), `file` (a video file that cannot be
 * used), `encoder` (ffmpeg or what it made), `cache` (the folder cannot be used), `stopped` (the caller's signal).
 */
export type FootageErrorKind = 'option' | 'file' | 'encoder' | 'cache' | 'stopped';

/** The error of this folder: says in words what was found, what was expected and for which footage. */
export class FootageError extends Error {
  override readonly name = 'FootageError';
  readonly kind: FootageErrorKind;
  readonly context: Readonly<Record<string, string | number>>;

  constructor(
    kind: FootageErrorKind,
    message: string,
    context: Readonly<Record<string, string | number>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.kind = kind;
    this.context = context;
  }
}
