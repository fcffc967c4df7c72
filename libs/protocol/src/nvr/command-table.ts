import {
  choice,
  fixed,
  integer,
  optionalUidParameter,
  tolerated,
  uidParameter,
} from './command-parameter.js';
import type { CommandParameter, ParameterValues } from './command-parameter.js';
import { HTTP_COMPRESSIONS, RTP_COMPRESSIONS } from './live-compression.js';

/**
 * How much distance a command needs from the one before it on the same recorder (B63).
 *
 * - `control`: at least 3 s
 * - `ptz`: at least 0.2 s
 * - `none`: may be sent at any time
 */
export type NvrPacing = 'control' | 'ptz' | 'none';

/** One row of the table: a CGI and its parameters in documented order. */
export type CommandRow<
  Parameters extends readonly CommandParameter[] = readonly CommandParameter[],
> = {
  readonly cgi: string;
  readonly pacing: NvrPacing;
  readonly parameters: Parameters;
};

/** All CGIs of a recorder lie here. */
export const CGI_FOLDER = '/cgi-bin/';

/** Camera numbers of the largest recorder (v1.5R1 5.3.1). */
export const MAX_CAMERA = 128;

const camera = integer('CAM', 'camera', 1, MAX_CAMERA);
const port = integer('PORT', 'port', 1, 65535);
const rtpCompression = choice('COMP', 'compression', RTP_COMPRESSIONS);
const httpCompression = choice('COMP', 'compression', HTTP_COMPRESSIONS);

/**
 * Every command this library knows, with its parameters in the order of the specification (B10).
 * Building a URL and reading one back both follow this table; a new command is a new row.
 */
export const nvrCommandTable = {
  /** 6.1.1: asks for a UID. */
  login: row('dlogin.cgi', 'control', [fixed('UID', '-1')]),
  /** 2.1.2.1: prepares a UID for live pictures. `16X` is the documented value (B8). */
  setupLive: row('hdrctl.cgi', 'control', [
    uidParameter,
    fixed('SCREEN', '16X'),
    fixed('PC', 'AS60'),
  ]),
  /** 2.1.2.2. */
  startLiveRtp: row('push.cgi', 'control', [
    uidParameter,
    camera,
    fixed('CMD', 'START'),
    rtpCompression,
    port,
  ]),
  /** 2.1.2.2: with the port of the start. */
  stopLiveRtp: row('push.cgi', 'control', [
    uidParameter,
    camera,
    fixed('CMD', 'STOP'),
    rtpCompression,
    port,
  ]),
  /** 2.2.2.2. */
  startLiveHttp: row('push.cgi', 'control', [
    uidParameter,
    camera,
    fixed('CMD', 'START'),
    httpCompression,
    fixed('INTERNETMODE', 'ON'),
  ]),
  /** 2.2.1.1: without INTERNETMODE, which the table of 2.2.2.2 has (B9). */
  stopLiveHttp: row('push.cgi', 'control', [
    uidParameter,
    camera,
    fixed('CMD', 'STOP'),
    httpCompression,
    tolerated('INTERNETMODE', 'ON'),
  ]),
  /** 6.2: must not wait behind a queue of control commands, or the UID dies there. */
  keepAlive: row('status.cgi', 'none', [uidParameter, fixed('PC', 'AS60')]),
  /** 6.1.2. */
  logout: row('logout.cgi', 'none', [uidParameter]),
  /** v1.5R1 5.3.1; the UID only for recorders that want one (B62). */
  cameraConnections: row('as_getinfo.cgi', 'none', [fixed('FILE', '2'), optionalUidParameter]),
} as const;

/** Name of a row. */
export type NvrCommandName = keyof typeof nvrCommandTable;

/** A command with its values, as the simulator receives it: one member per row of the table. */
export type NvrRequest = {
  [Name in NvrCommandName]: { readonly command: Name } & ParameterValues<
    (typeof nvrCommandTable)[Name]['parameters']
  >;
}[NvrCommandName];

/** The rows with their names, typed alike, for code that walks the table. */
export const nvrCommandRows: readonly (readonly [NvrCommandName, CommandRow])[] = (
  Object.keys(nvrCommandTable) as NvrCommandName[]
).map((name) => [name, nvrCommandTable[name]]);

function row<const Parameters extends readonly CommandParameter[]>(
  cgi: string,
  pacing: NvrPacing,
  parameters: Parameters,
): CommandRow<Parameters> {
  return { cgi, pacing, parameters };
}
