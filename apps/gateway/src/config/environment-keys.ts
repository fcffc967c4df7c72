import type { z } from 'zod';
import type { Environment } from './expand.js';
import { nearestKey } from './nearest-key.js';
import { singleKeys } from './schema-shape.js';

/** Variables that begin like a configuration key but are none. */
const OTHER_VARIABLES = [
  'CASEMENT_ADMIN_PASSWORD',
  'CASEMENT_ADMIN_PASSWORD_FILE',
  'CASEMENT_CONFIG',
  'CASEMENT_CHROMIUM',
  'CASEMENT_FFMPEG',
];

/** The variable of a key: `server.basePath` is `CASEMENT_SERVER_BASE_PATH`. */
export const environmentName = (path: readonly string[]): string =>
  ['casement', ...path].map((key) => key.replace(/([A-Z])/g, '_$1').toUpperCase()).join('_');

/** Every variable that sets a key of the configuration, with the key's path. */
export const environmentKeys = (schema: z.core.$ZodType): ReadonlyMap<string, readonly string[]> =>
  new Map(singleKeys(schema).map((path) => [environmentName(path), path]));

const isSection = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const withValue = (root: unknown, path: readonly string[], value: string): unknown => {
  const [key, ...rest] = path;
  if (key === undefined) {
    return value;
  }
  // A section that is no section is reported as such; a variable does not hide it.
  if (root !== undefined && !isSection(root)) {
    return root;
  }
  return { ...root, [key]: withValue(root?.[key], rest, value) };
};

/**
 * Puts the values of `CASEMENT_…` variables over those of the file. An empty variable counts as not set,
 * as it is in container files that list every variable.
 *
 * @returns the values, and for every replaced path the variable's name
 */
export const overrideFromEnvironment = (
  raw: unknown,
  schema: z.core.$ZodType,
  environment: Environment,
): { readonly value: unknown; readonly origin: ReadonlyMap<string, string> } => {
  const origin = new Map<string, string>();
  let value = raw;
  for (const [name, path] of environmentKeys(schema)) {
    const replacement = environment[name];
    if (replacement !== undefined && replacement !== '') {
      value = withValue(value, path, replacement);
      origin.set(path.join('.'), name);
    }
  }
  return { value, origin };
};

/**
 * Sentences about `CASEMENT_…` variables that set nothing. They are no mistakes that keep the gateway
 * from starting, because Kubernetes invents such variables for a service that is called "casement".
 */
export const unknownVariables = (
  schema: z.core.$ZodType,
  environment: Environment,
): readonly string[] => {
  const known = [...environmentKeys(schema).keys(), ...OTHER_VARIABLES];
  return Object.keys(environment)
    .filter((name) => name.startsWith('CASEMENT_') && !known.includes(name))
    .map((name) => {
      const nearest = nearestKey(name, known);
      const hint = nearest === undefined ? '' : `; did you mean ${nearest}?`;
      return `environment variable ${name} sets nothing${hint}`;
    });
};
