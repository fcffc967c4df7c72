/** Where a value is in the configuration: keys and list positions from the top. */
export type KeyPath = readonly PropertyKey[];

/** Longer keys are cut in messages. */
const MAX_KEY_CHARACTERS = 48;

/** A path as people write it: `recorders[0].tls.caFile`. */
export const pathText = (path: KeyPath): string =>
  path.length === 0
    ? '(file)'
    : path
        .map((key, index) => {
          if (typeof key === 'number') {
            return `[${key}]`;
          }
          const text = String(key);
          const short =
            text.length > MAX_KEY_CHARACTERS ? `${text.slice(0, MAX_KEY_CHARACTERS)}…` : text;
          const plain = /^[\w$-]+…?$/.test(short) ? short : JSON.stringify(short);
          return index === 0 ? plain : `.${plain}`;
        })
        .join('');

/** The value at `path`, or undefined when the way there does not exist. */
export const valueAt = (root: unknown, path: KeyPath): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    root,
  );
