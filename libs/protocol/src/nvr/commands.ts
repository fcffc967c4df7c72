import { excerpt } from '../excerpt.js';
import { OrderedQuery } from '../http/ordered-query.js';
import { ProtocolError } from '../protocol-error.js';
import { CGI_FOLDER, nvrCommandTable } from './command-table.js';
import type { NvrCommandName, NvrRequest } from './command-table.js';
import type { CommandRow, NvrPacing } from './command-row.js';
import type { ValueParameter } from './command-parameter.js';
import type { DownloadKind } from './download-parameter.js';
import { MINUTE_MS, oneRequest } from './download-range.js';
import type { LiveCompression } from './live-compression.js';
import type { PtzSteps } from './ptz-steps.js';

/** A command ready to be sent with GET. */
export type NvrCommand = {
  /** Row of the table, for logs and counters. */
  readonly command: NvrCommandName;
  /** Path with query. Holds the UID: pass it through `redactUrl` before logging. */
  readonly path: string;
  readonly pacing: NvrPacing;
};

/** What to download from one camera (6.3.2). */
export type DownloadRequest = {
  readonly kind: DownloadKind;
  readonly camera: number;
  /** Milliseconds since 1970 (UTC); rounded down to the minute. */
  readonly startMs: number;
  /** Rounded up to the minute, and at least one after the start; at most 60 (B69): see `splitRange`. */
  readonly endMs: number;
  /**
   * For recorders that read the times as local ones (B6): how far their clock is east of UTC at the start. The end is
   * written with the same offset, so that the range keeps its length where summer time begins or ends. Default 0, UTC.
   */
  readonly offsetMinutes?: number;
};

/**
 * Writes a command as its URL, parameters in documented order (NV09 to NV11).
 *
 * @throws ProtocolError `nvr-command` for a value outside of what the specification allows
 */
export function serializeNvrRequest(request: NvrRequest): NvrCommand {
  const row: CommandRow = nvrCommandTable[request.command];
  // The values are typed per command; the table is walked by key and checks each value itself.
  const values = request as Readonly<Record<string, unknown>>;
  const query = new OrderedQuery();
  for (const parameter of row.parameters) {
    if (parameter.kind === 'value') {
      appendValue(query, request.command, parameter, values[parameter.key]);
    } else if (parameter.presence === 'sent') {
      query.append(parameter.name, parameter.value);
    }
  }
  return {
    command: request.command,
    path: `${CGI_FOLDER}${row.cgi}${query.entries.length > 0 ? `?${query.toString()}` : ''}`,
    pacing: row.pacing,
  };
}

/** The commands, one function each. All throw ProtocolError `nvr-command`. Times are milliseconds since 1970 (UTC). */
export const nvrCommands = {
  /** 6.1.1: asks for a UID; answered with the page that `parseLoginPage` reads. */
  login: (): NvrCommand => serializeNvrRequest({ command: 'login' }),
  /** 2.1.2.1: once per UID before its first live stream. */
  setupLive: (uid: string): NvrCommand => serializeNvrRequest({ command: 'setupLive', uid }),
  /** 2.1.2.2: RTP to this UDP port of ours; not for JPEG. */
  startLiveRtp: (
    uid: string,
    camera: number,
    compression: LiveCompression,
    port: number,
  ): NvrCommand => serializeNvrRequest({ command: 'startLiveRtp', uid, camera, compression, port }),
  /** 2.1.2.2: with the values of the start. */
  stopLiveRtp: (
    uid: string,
    camera: number,
    compression: LiveCompression,
    port: number,
  ): NvrCommand => serializeNvrRequest({ command: 'stopLiveRtp', uid, camera, compression, port }),
  /** 2.2.2.2: the answer to this very request is the multipart stream. */
  startLiveHttp: (uid: string, camera: number, compression: LiveCompression): NvrCommand =>
    serializeNvrRequest({ command: 'startLiveHttp', uid, camera, compression }),
  /** 2.2.1.1: a request of its own beside the stream. */
  stopLiveHttp: (uid: string, camera: number, compression: LiveCompression): NvrCommand =>
    serializeNvrRequest({ command: 'stopLiveHttp', uid, camera, compression }),
  /** 6.2: a UID dies after 90 s without a command. */
  keepAlive: (uid: string): NvrCommand => serializeNvrRequest({ command: 'keepAlive', uid }),
  /** 6.1.2. */
  logout: (uid: string): NvrCommand => serializeNvrRequest({ command: 'logout', uid }),
  /** v1.5R1 5.3.1: try without UID first (B62). */
  cameraConnections: (uid?: string): NvrCommand =>
    serializeNvrRequest({
      command: 'cameraConnections',
      ...(uid === undefined ? {} : { uid }),
    }),
  /** 3.2.3: the first command of a playback; again whenever the cameras change (NV12). */
  mask: (uid: string, cameras: readonly number[], cameraCount: number): NvrCommand =>
    serializeNvrRequest({ command: 'mask', uid, mask: { cameras, cameraCount } }),
  /** 3.2.4: from wherever the recorder stands. */
  play: (uid: string): NvrCommand => serializeNvrRequest({ command: 'play', uid }),
  /** 3.2.8: the next GOP is one near this time, and may begin before it (NV13). */
  goToDate: (uid: string, timeMs: number): NvrCommand =>
    serializeNvrRequest({ command: 'goToDate', uid, timeMs }),
  /** 3.2.5: the next GOP is the one before in time. */
  reversePlay: (uid: string, shownMs: number): NvrCommand =>
    serializeNvrRequest({ command: 'reversePlay', uid, timeMs: shownMs }),
  /** 3.2.6. */
  pause: (uid: string, shownMs: number): NvrCommand =>
    serializeNvrRequest({ command: 'pause', uid, timeMs: shownMs }),
  /** 3.2.7: with the hundredths of the picture that is shown (NV15). */
  nextFrame: (uid: string, shownMs: number): NvrCommand =>
    serializeNvrRequest({ command: 'nextFrame', uid, timeMs: shownMs }),
  /** 3.2.7. */
  previousFrame: (uid: string, shownMs: number): NvrCommand =>
    serializeNvrRequest({ command: 'previousFrame', uid, timeMs: shownMs }),
  /** 3.2.9: sent again, it is one step faster, up to 8. */
  fastForward: (uid: string, shownMs: number): NvrCommand =>
    serializeNvrRequest({ command: 'fastForward', uid, timeMs: shownMs }),
  /** 3.2.9. */
  fastReverse: (uid: string, shownMs: number): NvrCommand =>
    serializeNvrRequest({ command: 'fastReverse', uid, timeMs: shownMs }),
  /** 3.2.10: frees the UID for live pictures. */
  stopPlayback: (uid: string, shownMs: number): NvrCommand =>
    serializeNvrRequest({ command: 'stopPlayback', uid, timeMs: shownMs }),
  /** 3.2.1: one GOP, or one JPEG, for `parsePlaybackBody`. */
  playbackVideo: (uid: string, camera: number): NvrCommand =>
    serializeNvrRequest({ command: 'playbackVideo', uid, camera }),
  /** 3.2.2: about one second of sound, for `parsePlaybackSoundBody`. */
  playbackAudio: (uid: string, camera: number): NvrCommand =>
    serializeNvrRequest({ command: 'playbackAudio', uid, camera }),
  /** v1.5R1 5.1.1: for `parseRecorderLog`. */
  errorLog: (uid: string): NvrCommand => serializeNvrRequest({ command: 'errorLog', uid }),
  /** v1.5R1 5.1.2: for `parseRecorderLog`. */
  eventLog: (uid: string): NvrCommand => serializeNvrRequest({ command: 'eventLog', uid }),
  /** v1.5R1 5.2.1: for `parseRecordedTimes`. */
  recordedTimes: (): NvrCommand => serializeNvrRequest({ command: 'recordedTimes' }),
  /** v1.4R1 5.2.1: the same under the path that is printed there, for recorders that do not know the other one (B60). */
  recordedTimesAsPrinted: (): NvrCommand => {
    const command = serializeNvrRequest({ command: 'recordedTimes' });
    return { ...command, path: `${CGI_FOLDER}${command.path}` };
  },
  /** 4.2.1, 4.2.2: the camera goes on for about 2 s (B54); steps of `toPtzSteps`. */
  moveCamera: (uid: string, camera: number, { pan, tilt, zoom }: PtzSteps): NvrCommand =>
    serializeNvrRequest({ command: 'moveCamera', uid, camera, pan, tilt, zoom }),
  /** 4.2.3: the place of `toCentre`. */
  centreCamera: (
    uid: string,
    camera: number,
    { x, y }: { readonly x: number; readonly y: number },
  ): NvrCommand => serializeNvrRequest({ command: 'centreCamera', uid, camera, x, y }),
  /** 4.2.4: one step (B58). */
  focusCamera: (uid: string, camera: number, action: 'near' | 'far' | 'auto'): NvrCommand =>
    serializeNvrRequest({ command: 'focusCamera', uid, camera, action }),
  /** 4.2.5: one step (B58). */
  irisCamera: (uid: string, camera: number, action: 'open' | 'close' | 'reset'): NvrCommand =>
    serializeNvrRequest({ command: 'irisCamera', uid, camera, action }),
  /** 4.2.6: 1 to 256. */
  storePreset: (uid: string, camera: number, preset: number): NvrCommand =>
    serializeNvrRequest({ command: 'storePreset', uid, camera, preset }),
  /** 4.2.7. */
  goToPreset: (uid: string, camera: number, preset: number): NvrCommand =>
    serializeNvrRequest({ command: 'goToPreset', uid, camera, preset }),
  /** 4.2.8: AUX 1 to 8. */
  auxCamera: (uid: string, camera: number, aux: number, on: boolean): NvrCommand =>
    serializeNvrRequest({ command: 'auxCamera', uid, camera, aux, on }),
  /** 6.3.2: one piece of `splitRange`; the answer to this very request is the multipart stream. */
  download: (
    uid: string,
    { kind, camera, offsetMinutes = 0, ...asked }: DownloadRequest,
  ): NvrCommand => {
    const { startMs, endMs } = oneRequest(asked.startMs, asked.endMs);
    const shiftMs = offsetMinutes * MINUTE_MS;
    return serializeNvrRequest({
      command: 'download',
      uid,
      startMs: startMs + shiftMs,
      endMs: endMs + shiftMs,
      kind,
      camera,
    });
  },
} as const;

function appendValue(
  query: OrderedQuery,
  command: NvrCommandName,
  parameter: ValueParameter,
  value: unknown,
): void {
  if (value === undefined && parameter.presence === 'optional') {
    return;
  }
  const text = parameter.serialize(value);
  if (text === undefined) {
    throw ProtocolError.unexpected(
      'nvr-command',
      {
        found: parameter.secret ? 'another text' : excerpt(described(value)),
        expected: parameter.expected,
        where: `${parameter.name} of ${command}`,
      },
      { command, parameter: parameter.name },
    );
  }
  query.append(parameter.name, text);
}

/** A value as a message shows it. */
function described(value: unknown): string {
  return value instanceof Object ? JSON.stringify(value) : String(value);
}
