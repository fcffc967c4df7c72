const HIDDEN = '***';

/**
 * User name and password of a device. Its text form in templates, JSON and inspection is `***`, so
 * that it can be part of any object that is logged.
 */
export class Credentials {
  readonly #username: string;
  readonly #password: string;

  constructor(username: string, password: string) {
    this.#username = username;
    this.#password = password;
  }

  get username(): string {
    return this.#username;
  }

  /** The password, for the computation of a digest and nothing else. */
  reveal(): string {
    return this.#password;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return HIDDEN;
  }
}
