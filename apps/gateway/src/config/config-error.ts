/** One mistake of the configuration: where it is, and what was found and expected there. */
export type ConfigProblem = {
  /** Key path such as `recorders[0].url`, or the name of the environment variable that was wrong. */
  readonly path: string;
  readonly message: string;
};

/**
 * The configuration cannot be used. `message` has one line per mistake, in the order of the file, and
 * never contains the value of a secret.
 */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly ConfigProblem[]) {
    super(problems.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  }
}
