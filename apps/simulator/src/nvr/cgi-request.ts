import { cgiNames } from '../faults/fault-scope.js';
import type { CgiName } from '../faults/fault-scope.js';

/** A request as it came, reduced to what the CGIs look at. */
export type CgiRequest = {
  readonly method: string;
  /** The request target exactly as sent. */
  readonly target: string;
  readonly authorization: string | undefined;
  /** Where RTP goes; empty when the connection is already gone. */
  readonly remoteAddress: string;
};

/** The parts of a request target. */
export type CgiTarget = {
  readonly path: string;
  readonly query: string;
  /** Which CGI it is; `undefined` for anything else. */
  readonly cgi: CgiName | undefined;
};

/** Splits a request target; nothing is decoded. */
export function splitTarget(target: string): CgiTarget {
  const at = target.indexOf('?');
  const path = at < 0 ? target : target.slice(0, at);
  return {
    path,
    query: at < 0 ? '' : target.slice(at + 1),
    cgi: cgiNames.find((name) => path === cgiPath(name)),
  };
}

/** `getinfo` is the only one without an ending (alarm protocol 4). */
function cgiPath(name: CgiName): string {
  return name === 'getinfo' ? '/cgi-bin/getinfo' : `/cgi-bin/${name}.cgi`;
}
