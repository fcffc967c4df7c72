import { type ErrorCode, parseDocument } from 'yaml';
import { ConfigError } from './config-error.js';

/** A configuration of 1,000 recorders is below 500 kB; more is the wrong file. */
export const MAX_CONFIG_BYTES = 1 << 20;

/** The parser's own sentences may quote the text around the mistake, which may be a password. */
const WORDS: Partial<Record<ErrorCode, string>> = {
  BAD_ALIAS: 'found "*" with an unknown anchor; put text that begins with "*" in quotes',
  BAD_INDENT: 'the indentation does not fit the lines above',
  BAD_SCALAR_START: 'found a text that begins with "@" or "`"; put it in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'found a second ":" in one line; put the text in quotes',
  DUPLICATE_KEY: 'found the same key a second time',
  MISSING_CHAR: 'a closing quote, bracket, comma or colon is missing',
  MULTILINE_IMPLICIT_KEY: 'a key goes over several lines; is a ":" missing?',
  MULTIPLE_DOCS: 'found a second document ("---"), expected one',
  TAB_AS_INDENT: 'found a tab, expected spaces for the indentation',
};

const parse = (text: string) => {
  try {
    return parseDocument(text, {
      version: '1.2',
      schema: 'core',
      resolveKnownTags: false,
      merge: true,
      stringKeys: true,
      prettyErrors: true,
      // 'silent' would also keep quiet about a second document.
      logLevel: 'error',
    });
  } catch {
    throw new ConfigError([{ path: '(file)', message: 'is nested too deeply to be read' }]);
  }
};

/**
 * Reads YAML 1.2 (or JSON, which is a part of it) into plain values.
 *
 * @throws {ConfigError} one line per mistake of syntax, with line and column but without the text
 */
export const parseYaml = (text: string): unknown => {
  if (Buffer.byteLength(text) > MAX_CONFIG_BYTES) {
    throw new ConfigError([
      {
        path: '(file)',
        message: `found ${text.length} characters, expected at most ${MAX_CONFIG_BYTES}`,
      },
    ]);
  }
  const document = parse(text);
  if (document.errors.length > 0) {
    throw new ConfigError(
      document.errors.slice(0, 20).map(({ code, linePos }) => ({
        path:
          linePos === undefined ? '(file)' : `line ${linePos[0].line}, column ${linePos[0].col}`,
        message: WORDS[code] ?? `is not valid YAML (${code})`,
      })),
    );
  }
  try {
    return document.toJS({ maxAliasCount: 100 }) as unknown;
  } catch {
    throw new ConfigError([
      {
        path: '(file)',
        message: 'repeats itself through anchors and aliases too often to be read',
      },
    ]);
  }
};
