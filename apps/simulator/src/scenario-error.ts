import type { z } from 'zod';

/** A scenario that cannot be used; the message has one line per bad key. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
}

/** One line per finding: where it is in the document, and what is wrong there. */
export function issueLines(error: z.ZodError): readonly string[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => `${pathText([...issue.path, key])}: unknown key`);
    }
    return [`${pathText(issue.path)}: ${issue.message}`];
  });
}

function pathText(path: readonly PropertyKey[]): string {
  return path.length === 0
    ? '(document)'
    : path.reduce<string>(
        (text, key) =>
          typeof key === 'number' ? `${text}[${key}]` : `${text}${text && '.'}${String(key)}`,
        '',
      );
}
