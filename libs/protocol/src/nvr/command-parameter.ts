import { isUid } from '../uid.js';

/** A parameter whose value never changes. */
export type FixedParameter = {
  readonly kind: 'fixed';
  readonly name: string;
  readonly value: string;
  /**
   * - `sent`: the client sends it and the server requires it
   * - `tolerated`: the client leaves it out, the server accepts it (B9)
   */
  readonly presence: 'sent' | 'tolerated';
};

/** A parameter that carries a value of the command, under `key` in its request. */
export type ValueParameter<
  Key extends string = string,
  Value = unknown,
  Presence extends 'required' | 'optional' = 'required' | 'optional',
> = {
  readonly kind: 'value';
  readonly name: string;
  readonly key: Key;
  readonly presence: Presence;
  /** What may stand there, for error messages. */
  readonly expected: string;
  /** True for values that no message may repeat. */
  readonly secret: boolean;
  /** Another name under which a reader takes it as well; written is `name`. */
  readonly alias?: string;
  /** What a reader takes for granted where it is missing; it is written all the same. */
  readonly assumed?: Value;
  /** The value of a text, `undefined` when the text is not allowed. */
  readonly parse: (text: string) => Value | undefined;
  /** The text of a value, `undefined` when the value is not allowed. */
  readonly serialize: (value: unknown) => string | undefined;
};

/** One parameter of a command. */
export type CommandParameter = FixedParameter | ValueParameter;

/** The values that a request with these parameters carries. */
export type ParameterValues<Parameters extends readonly CommandParameter[]> = {
  readonly [
    Item in Extract<Parameters[number], { readonly presence: 'required' }> as Item['key']
  ]: ValueOf<Item>;
} & {
  readonly [
    Item in Extract<Parameters[number], { readonly presence: 'optional' }> as Item['key']
  ]?: ValueOf<Item>;
};

type ValueOf<Item> = Item extends { readonly parse: (text: string) => infer Value }
  ? Exclude<Value, undefined>
  : never;

/** A parameter that is always sent with this value. */
export function fixed(name: string, value: string): FixedParameter {
  return { kind: 'fixed', name, value, presence: 'sent' };
}

/** A parameter that we never send and a server accepts with this value only. */
export function tolerated(name: string, value: string): FixedParameter {
  return { kind: 'fixed', name, value, presence: 'tolerated' };
}

/** The issued user ID. */
export const uidParameter: ValueParameter<'uid', string, 'required'> = {
  kind: 'value',
  name: 'UID',
  key: 'uid',
  presence: 'required',
  expected: '1 to 19 digits',
  secret: true,
  parse: (text) => (isUid(text) ? text : undefined),
  serialize: (value) => (typeof value === 'string' && isUid(value) ? value : undefined),
};

/** The issued user ID where the command also works without one. */
export const optionalUidParameter: ValueParameter<'uid', string, 'optional'> = {
  ...uidParameter,
  presence: 'optional',
};

/** A decimal number between two limits, both included, without leading zeros. */
export function integer<const Key extends string>(
  name: string,
  key: Key,
  min: number,
  max: number,
): ValueParameter<Key, number, 'required'> {
  const allowed = (value: number): boolean =>
    Number.isInteger(value) && value >= min && value <= max;
  return {
    kind: 'value',
    name,
    key,
    presence: 'required',
    expected: `${String(min)} to ${String(max)}`,
    secret: false,
    parse: (text) =>
      /^(?:0|-?[1-9]\d{0,9})$/u.test(text) && allowed(Number(text)) ? Number(text) : undefined,
    serialize: (value) =>
      typeof value === 'number' && allowed(value) ? String(value === 0 ? 0 : value) : undefined,
  };
}

/** One of a few words. */
export function choice<const Key extends string, Word extends string>(
  name: string,
  key: Key,
  words: readonly Word[],
): ValueParameter<Key, Word, 'required'> {
  const find = (value: unknown): Word | undefined => words.find((word) => word === value);
  return {
    kind: 'value',
    name,
    key,
    presence: 'required',
    expected: words.join(', '),
    secret: false,
    parse: find,
    serialize: find,
  };
}

/** One of a few values that have another text in a URL than in a request. */
export function wording<const Key extends string, const Value>(
  name: string,
  key: Key,
  words: readonly (readonly [value: Value, text: string])[],
): ValueParameter<Key, Value, 'required'> {
  return {
    kind: 'value',
    name,
    key,
    presence: 'required',
    expected: words.map(([, text]) => text).join(', '),
    secret: false,
    parse: (text) => words.find((word) => word[1] === text)?.[0],
    serialize: (value) => words.find((word) => word[0] === value)?.[1],
  };
}

/** The same parameter, which a reader also takes under another name, or under both if they agree (B55). */
export function alsoNamed<Key extends string, Value>(
  parameter: ValueParameter<Key, Value, 'required'>,
  alias: string,
): ValueParameter<Key, Value, 'required'> {
  return { ...parameter, alias };
}

/** The same parameter, for which a reader takes this value where a client left it out (B53). */
export function whenMissing<Key extends string, Value>(
  parameter: ValueParameter<Key, Value, 'required'>,
  assumed: Value,
): ValueParameter<Key, Value, 'required'> {
  return { ...parameter, assumed };
}
