import { existsSync } from 'node:fs';

/**
 * Whether a program of Debian's is there. Under CI it always has to be: a test that needs it fails then and says so,
 * elsewhere it is left out, and `./casement test` has said what that costs.
 */
export function isInstalled(path: string): boolean {
  return process.env['CI'] !== undefined || existsSync(path);
}
