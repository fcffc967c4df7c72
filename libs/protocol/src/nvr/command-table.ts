import { cameraControlRows } from './camera-control-rows.js';
import { MAX_CAMERA, maskParameter } from './camera-mask.js';
import {
  choice,
  fixed,
  integer,
  optionalUidParameter,
  tolerated,
  uidParameter,
} from './command-parameter.js';
import type { ParameterValues } from './command-parameter.js';
import { row } from './command-row.js';
import type { CommandRow } from './command-row.js';
import { DOWNLOAD_KINDS, downloadTime } from './download-parameter.js';
import { HTTP_COMPRESSIONS, RTP_COMPRESSIONS } from './live-compression.js';
import { timef } from './timef-parameter.js';

/** All CGIs of a recorder lie here. */
export const CGI_FOLDER = '/cgi-bin/';

const camera = integer('CAM', 'camera', 1, MAX_CAMERA);
const port = integer('PORT', 'port', 1, 65535);
const rtpCompression = choice('COMP', 'compression', RTP_COMPRESSIONS);
const httpCompression = choice('COMP', 'compression', HTTP_COMPRESSIONS);
const pc = fixed('PC', 'AS60');
const second = fixed('2ND', 'OFF');
const noTime = fixed('NOTIME', 'ON');
const smooth = fixed('SMOOTH', 'OFF');

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
  /** 3.2.3: before anything else, and whenever the cameras change. */
  mask: row('hdrctl.cgi', 'control', [uidParameter, pc, maskParameter]),
  /** 3.2.4. */
  play: row('hdrctl.cgi', 'control', [
    uidParameter,
    pc,
    fixed('PLAYCMD', 'PLAY'),
    second,
    fixed('TIMEF', 'AS60_UNKNOWN'),
    noTime,
  ]),
  /** 3.2.8. */
  goToDate: row('hdrctl.cgi', 'control', [
    uidParameter,
    pc,
    fixed('PLAYCMD', 'GOTODATE'),
    second,
    timef('second'),
    fixed('SDBACKUP', '0'),
    noTime,
  ]),
  /** 3.2.5: TIMEF, here and below, is the time of the picture that is shown. */
  reversePlay: row('hdrctl.cgi', 'control', [
    uidParameter,
    pc,
    fixed('PLAYCMD', 'BPLAY'),
    second,
    timef('second'),
    noTime,
  ]),
  /** 3.2.6. */
  pause: row('hdrctl.cgi', 'control', [
    uidParameter,
    pc,
    fixed('PLAYCMD', 'PAUSE'),
    second,
    timef('second'),
    smooth,
    noTime,
  ]),
  /** 3.2.7: paced like camera control, or stepping would crawl (B63). */
  nextFrame: row('hdrctl.cgi', 'ptz', [
    uidParameter,
    pc,
    fixed('PLAYCMD', 'NEXTFRAME'),
    second,
    timef('hundredth'),
    noTime,
  ]),
  /** 3.2.7. */
  previousFrame: row('hdrctl.cgi', 'ptz', [
    uidParameter,
    pc,
    fixed('PLAYCMD', 'PREVFRAME'),
    second,
    timef('hundredth'),
    noTime,
  ]),
  /** 3.2.9: each repetition is one step faster. */
  fastForward: row('hdrctl.cgi', 'control', [
    uidParameter,
    pc,
    fixed('PLAYCMD', 'FF'),
    second,
    timef('second'),
    smooth,
    noTime,
  ]),
  /** 3.2.9. */
  fastReverse: row('hdrctl.cgi', 'control', [
    uidParameter,
    pc,
    fixed('PLAYCMD', 'REW'),
    second,
    timef('second'),
    smooth,
    noTime,
  ]),
  /** 3.2.10: neither SMOOTH nor NOTIME (B10). The UID is then free for live pictures (3.1.7). */
  stopPlayback: row('hdrctl.cgi', 'control', [
    uidParameter,
    pc,
    fixed('PLAYCMD', 'STOP'),
    second,
    timef('second'),
  ]),
  /** 3.2.1: answered with the body that `parsePlaybackBody` reads. One at a time per UID and camera. */
  playbackVideo: row('camera.cgi', 'none', [uidParameter, camera]),
  /** 3.2.2: answered with the body that `parsePlaybackSoundBody` reads. */
  playbackAudio: row('playaudio.cgi', 'none', [uidParameter, camera]),
  ...cameraControlRows,
  /** v1.5R1 5.1.1. */
  errorLog: row('loglist.cgi', 'control', [
    uidParameter,
    fixed('KIND', 'ERR'),
    fixed('HTML', 'as_errorlog.html'),
  ]),
  /** v1.5R1 5.1.2. */
  eventLog: row('loglist.cgi', 'control', [
    uidParameter,
    fixed('KIND', 'EVENT'),
    fixed('HTML', 'as_eventlog.html'),
  ]),
  /** v1.5R1 5.2.1: without a UID (B60). */
  recordedTimes: row('recordedtime.cgi', 'control', []),
  /** 6.3.2: answered with the parts that `DownloadParts` reads; on a UID of its own (E.4). */
  download: row('httpdl.cgi', 'control', [
    uidParameter,
    downloadTime('STARTTIME', 'startMs', Math.floor),
    downloadTime('ENDTIME', 'endMs', Math.ceil),
    choice('KIND', 'kind', DOWNLOAD_KINDS),
    camera,
    pc,
  ]),
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
