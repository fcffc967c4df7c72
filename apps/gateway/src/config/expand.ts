import type { ConfigProblem } from './config-error.js';
import { type KeyPath, pathText } from './key-path.js';

/** The environment, as `process.env` has it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What `${NAME}` replacement made of a configuration. */
export type Expanded = {
  readonly value: unknown;
  readonly problems: readonly ConfigProblem[];
  /** Paths whose text came at least partly from the environment: never shown in a message. */
  readonly fromEnvironment: ReadonlySet<string>;
};

/** Deeper than any real key; also ends aliases that contain themselves. */
const MAX_DEPTH = 16;
/** More values than the largest allowed file can hold without aliases that multiply. */
const MAX_VALUES = 1 << 20;

const REFERENCE = /\$(\$\{|\{(?:([A-Za-z_][A-Za-z0-9_]*)\})?)/g;

class Expansion {
  readonly problems: ConfigProblem[] = [];
  readonly fromEnvironment = new Set<string>();
  #values = 0;

  constructor(readonly environment: Environment) {}

  value(value: unknown, path: KeyPath): unknown {
    if (typeof value === 'string') {
      return this.#text(value, path);
    }
    if (typeof value !== 'object' || value === null) {
      return value;
    }
    if (path.length >= MAX_DEPTH || ++this.#values > MAX_VALUES) {
      this.#problem(path, `is nested deeper than ${MAX_DEPTH} levels or too large`);
      return undefined;
    }
    if (Array.isArray(value)) {
      return value.map((item, index) => this.value(item, [...path, index]));
    }
    // `key:` without a value is null in YAML; here it means the same as leaving the key out.
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, item]) => item !== null)
        .map(([key, item]) => [key, this.value(item, [...path, key])]),
    );
  }

  #text(text: string, path: KeyPath): string {
    return text.replace(REFERENCE, (found, form: string, name: string | undefined) => {
      if (form === '${') {
        return '${';
      }
      if (name === undefined) {
        this.#problem(
          path,
          'found "${" without a name and "}", expected ${NAME}, or $${ for the text "${" itself',
        );
        return found;
      }
      this.fromEnvironment.add(pathText(path));
      const replacement = this.environment[name];
      if (replacement === undefined) {
        this.#problem(path, `environment variable ${name} is not set`);
      }
      return replacement ?? '';
    });
  }

  #problem(path: KeyPath, message: string): void {
    if (!this.problems.some((problem) => problem.path === pathText(path))) {
      this.problems.push({ path: pathText(path), message });
    }
  }
}

/** Replaces `${NAME}` in every text of a configuration (`$${` stands for a literal `${`), and drops empty keys. */
export const expand = (value: unknown, environment: Environment): Expanded => {
  const expansion = new Expansion(environment);
  return {
    value: expansion.value(value, []),
    problems: expansion.problems,
    fromEnvironment: expansion.fromEnvironment,
  };
};
