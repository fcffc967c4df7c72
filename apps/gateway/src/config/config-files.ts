import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { COMPLETE } from './values.js';

/** A key, a certificate or a password is smaller than this. */
const MAX_SECRET_FILE_BYTES = 64 * 1024;

/** Reads a small file as text; throws the errors of `node:fs`. */
export type ReadText = (absolutePath: string) => string;

const readSmallFile: ReadText = (absolutePath) => {
  const bytes = readFileSync(absolutePath);
  if (bytes.length > MAX_SECRET_FILE_BYTES) {
    throw Object.assign(new Error('too large'), {
      code: `${bytes.length} bytes, expected at most ${MAX_SECRET_FILE_BYTES}`,
    });
  }
  return bytes.toString('utf8');
};

const reasonOf = (error: unknown): string => {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : 'unreadable';
};

/** The files a configuration names: relative paths start at the folder of the configuration. */
export class ConfigFiles {
  constructor(
    readonly baseDir: string,
    readonly read: ReadText = readSmallFile,
  ) {}

  /** The absolute form of a path of the configuration. */
  resolve(path: string): string {
    return resolve(this.baseDir, path);
  }

  /** A path of a file that has to be readable; the value is the absolute path. */
  readable() {
    return this.#file((_content, path) => path);
  }

  /** A file whose first line is a secret; the value is the secret. */
  secret() {
    return this.#file((content) => content.replace(/\r?\n$/, ''));
  }

  /** A file with certificates; the value is its text. */
  pem() {
    return this.#file((content) =>
      content.includes('-----BEGIN CERTIFICATE-----') ? content : undefined,
    );
  }

  #file(value: (content: string, path: string) => string | undefined) {
    return z.unknown().transform((input, context): string => {
      const fail = (message: string, params = {}): string => {
        context.addIssue({ code: 'custom', message, params, input });
        return z.NEVER;
      };
      if (typeof input !== 'string' || input === '' || input.includes('\0')) {
        return fail('expected the path of a file');
      }
      const path = this.resolve(input);
      try {
        return (
          value(this.read(path), path) ?? fail(`${path} contains no PEM certificate`, COMPLETE)
        );
      } catch (error) {
        return fail(`cannot read ${path} (${reasonOf(error)})`, COMPLETE);
      }
    });
  }
}
