import type { Finding } from '@casement/contract';
import { advise, fine } from './finding.js';

/** The first version on which all of the gateway is tested; package.json says the same. */
export const wantedNode = { major: 24, minor: 9 } as const;

/** Whether the gateway runs on a Node.js it was made for. @param version such as `24.11.0` */
export const nodeVersionFinding = (version: string): Finding => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isEnough =
    major > wantedNode.major || (major === wantedNode.major && minor >= wantedNode.minor);
  const wanted = `${wantedNode.major}.${wantedNode.minor}`;
  return isEnough
    ? fine('Node.js', `Version ${version}.`)
    : advise(
        'problem',
        'Node.js',
        `Version ${version}; the gateway is made for ${wanted} and later.`,
        `Install Node.js ${wanted} or later, or use ./casement, which brings its own.`,
      );
};
