import { excerpt } from '../excerpt.js';
import { OrderedQuery } from '../http/ordered-query.js';
import { ProtocolError } from '../protocol-error.js';
import { CGI_FOLDER, nvrCommandTable } from './command-table.js';
import type { CommandRow, NvrCommandName, NvrPacing, NvrRequest } from './command-table.js';
import type { ValueParameter } from './command-parameter.js';
import type { LiveCompression } from './live-compression.js';

/** A command ready to be sent with GET. */
export type NvrCommand = {
  /** Row of the table, for logs and counters. */
  readonly command: NvrCommandName;
  /** Path with query. Holds the UID: pass it through `redactUrl` before logging. */
  readonly path: string;
  readonly pacing: NvrPacing;
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
    path: `${CGI_FOLDER}${row.cgi}?${query.toString()}`,
    pacing: row.pacing,
  };
}

/** The commands of the live part, one function each. All throw ProtocolError `nvr-command`. */
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
        found: parameter.secret ? 'another text' : excerpt(String(value)),
        expected: parameter.expected,
        where: `${parameter.name} of ${command}`,
      },
      { command, parameter: parameter.name },
    );
  }
  query.append(parameter.name, text);
}
