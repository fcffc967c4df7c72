import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parse, YAMLParseError } from 'yaml';
import { ScenarioError, issueLines } from './scenario-error.js';
import { scenarioSchema } from './scenario.js';
import type { Scenario } from './scenario.js';

/** Checks a scenario document. @throws {ScenarioError} with one line per bad key. */
export function parseScenario(document: unknown, origin = 'scenario'): Scenario {
  const result = scenarioSchema.safeParse(document);
  if (!result.success) {
    throw new ScenarioError([`${origin}:`, ...issueLines(result.error)].join('\n  '));
  }
  return result.data;
}

/**
 * Reads a scenario file, YAML or JSON; footage paths in it start at the file.
 *
 * @throws {ScenarioError} when it cannot be read, is no YAML, or has bad keys.
 */
export async function loadScenario(file: string): Promise<Scenario> {
  const scenario = parseScenario(parseYaml(await read(file), file), file);
  const folder = dirname(resolve(file));
  return {
    ...scenario,
    cameras: scenario.cameras.map((camera) =>
      camera.footage === undefined
        ? camera
        : { ...camera, footage: resolve(folder, camera.footage) },
    ),
  };
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new ScenarioError(`cannot read the scenario ${file}: ${String(error)}`, { cause: error });
  }
}

function parseYaml(text: string, file: string): unknown {
  try {
    return parse(text) as unknown;
  } catch (error) {
    if (error instanceof YAMLParseError) {
      throw new ScenarioError(`${file} is no YAML: ${error.message}`, { cause: error });
    }
    throw error;
  }
}
