import type { z } from 'zod';
import type { ConfigProblem } from './config-error.js';
import { type KeyPath, pathText, valueAt } from './key-path.js';
import { nearestKey } from './nearest-key.js';
import { knownKeys } from './schema-shape.js';

/** Keys whose values are never shown, with everything below them. */
const SECRET_KEYS = /password|credential|secret|token/i;
const MAX_SHOWN_CHARACTERS = 60;

/** What {@link describeIssues} has to know beside the issues. */
export type IssueSource = {
  readonly schema: z.core.$ZodType;
  /** The values that were checked. */
  readonly raw: unknown;
  /** Paths whose text came from `${NAME}`. */
  readonly fromEnvironment: ReadonlySet<string>;
  /** Paths that were set by a `CASEMENT_…` variable, with its name. */
  readonly origin: ReadonlyMap<string, string>;
};

const isHidden = (path: KeyPath, value: unknown, source: IssueSource): boolean =>
  source.fromEnvironment.has(pathText(path)) ||
  path[0] === 'database' ||
  // The address of a webhook often is the secret.
  (path.includes('webhooks') && path.includes('url')) ||
  // An address, wherever it turns up, is shown unless there may be a password in it.
  (typeof value === 'string' && value.includes('@')) ||
  path.some((key) => SECRET_KEYS.test(String(key)));

const found = (path: KeyPath, source: IssueSource, singleExpected: boolean): string => {
  const value = valueAt(source.raw, path);
  if (value === undefined || value === null) {
    return 'nothing';
  }
  if (Array.isArray(value)) {
    return `a list of ${value.length}`;
  }
  if (typeof value === 'object') {
    return 'a section with keys';
  }
  if (isHidden(path, value, source)) {
    return 'a value that is not shown';
  }
  if (!singleExpected) {
    // Text in the place of a section is out of place and may be anything, a password too.
    return typeof value === 'string' ? 'text' : `a ${typeof value}`;
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const short =
    text.length > MAX_SHOWN_CHARACTERS ? `${text.slice(0, MAX_SHOWN_CHARACTERS)}…` : text;
  return typeof value === 'string' ? JSON.stringify(short) : short;
};

const STRUCTURES: Readonly<Record<string, string>> = {
  object: 'a section with keys',
  array: 'a list',
};

const describe = (issue: z.core.$ZodIssue, source: IssueSource): readonly ConfigProblem[] => {
  const { path } = issue;
  const name = source.origin.get(path.join('.')) ?? pathText(path);
  const line = (message: string): readonly ConfigProblem[] => [{ path: name, message }];
  // Our schemas consist of few kinds of checks; all others share one sentence.
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = knownKeys(source.schema, path);
      return issue.keys.map((key) => {
        const nearest = nearestKey(key, known);
        const hint =
          nearest === undefined
            ? `expected one of ${known.join(', ')}`
            : `did you mean "${nearest}"?`;
        return { path: pathText([...path, key]), message: `found an unknown key; ${hint}` };
      });
    }
    case 'custom':
      return issue.params?.['complete'] === true
        ? line(issue.message)
        : line(`found ${found(path, source, true)}, ${issue.message}`);
    case 'invalid_type':
      return line(
        `found ${found(path, source, false)}, expected ${STRUCTURES[issue.expected] ?? issue.expected}`,
      );
    case 'too_small':
      return line(
        `found ${found(path, source, false)}, expected at least ${String(issue.minimum)}`,
      );
    case 'too_big':
      return line(`found ${found(path, source, false)}, expected at most ${String(issue.maximum)}`);
    default:
      return line(`found ${found(path, source, false)}, which is not valid`);
  }
};

/** The sentences for what the schema refused. */
export const describeIssues = (
  issues: readonly z.core.$ZodIssue[],
  source: IssueSource,
): readonly ConfigProblem[] => issues.flatMap((issue) => describe(issue, source));
