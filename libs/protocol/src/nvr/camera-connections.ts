import { readKeyValuePage, serializeKeyValuePage } from '../http/key-value-page.js';
import { ProtocolError } from '../protocol-error.js';
import { MAX_CAMERA } from './camera-mask.js';

/**
 * State of one input (NVR v1.5R1 5.3.1).
 *
 * - `unregistered`: 0
 * - `ok`: 1, registered and normal
 * - `error`: 2, registered but no connection
 */
export type CameraConnectionState = 'unregistered' | 'ok' | 'error';

/** One input of the recorder. */
export type CameraConnection = {
  readonly number: number;
  readonly connection: CameraConnectionState;
};

/** The answer to `as_getinfo.cgi?FILE=2`. */
export type CameraConnections = {
  /** By ascending number. */
  readonly cameras: readonly CameraConnection[];
  /** How many UIDs the recorder issues at most, to all clients together. */
  readonly maxUid: number | null;
  /** How many of them are in use. */
  readonly usedUid: number | null;
};

/** A page as read. */
export type ParsedCameraConnections = CameraConnections & {
  /** Inputs the recorder has: the length of a playback MASK (B11). */
  readonly channels: number;
  readonly defects: readonly string[];
};

const STATES: readonly CameraConnectionState[] = ['unregistered', 'ok', 'error'];
const CAMERA_KEY = /^CAM_CONNECT_(\d{1,3})CH$/u;
/** Two digits up to camera 99, three above. */
const NUMBER_DIGITS = 2;

/**
 * Reads the page of camera connections (NV31).
 *
 * @throws ProtocolError `camera-connections` when the page names no camera at all, which a recorder
 * that wants a UID or shows its login form does (B62), and `key-value-page` when it is far too large
 */
export function parseCameraConnections(page: string): ParsedCameraConnections {
  const { values, defects: pageDefects } = readKeyValuePage(page);
  const defects = [...pageDefects];
  const cameras = new Map<number, CameraConnectionState>();
  for (const [key, value] of values) {
    const number = Number(CAMERA_KEY.exec(key)?.[1] ?? Number.NaN);
    if (Number.isNaN(number)) {
      continue;
    }
    if (number < 1 || number > MAX_CAMERA || cameras.has(number)) {
      defects.push(`camera ${String(number)} is repeated or outside of 1 to ${String(MAX_CAMERA)}`);
      continue;
    }
    const connection = /^[0-2]$/u.test(value) ? STATES[Number(value)] : undefined;
    if (connection === undefined) {
      defects.push(`camera ${String(number)} has a state other than 0, 1, 2`);
    }
    // A state that nobody documents is no reason to hide the input, and none to call it connected.
    cameras.set(number, connection ?? 'error');
  }
  if (cameras.size === 0) {
    throw ProtocolError.unexpected(
      'camera-connections',
      {
        found: `${String(values.size)} keys without a CAM_CONNECT_xxCH`,
        expected: `1 to ${String(MAX_CAMERA)} of them`,
        where: 'answer to as_getinfo.cgi',
      },
      { keys: values.size },
    );
  }
  return {
    cameras: Array.from(cameras, ([number, connection]) => ({ number, connection })).sort(
      (a, b) => a.number - b.number,
    ),
    maxUid: readCount(values, 'MAXUID', defects),
    usedUid: readCount(values, 'USEDUID', defects),
    channels: Math.max(...cameras.keys()),
    defects,
  };
}

/**
 * Writes the page as 5.3.1 shows it.
 *
 * @throws ProtocolError `camera-connections` for a camera number outside of 1 to 128
 */
export function serializeCameraConnections(connections: CameraConnections): string {
  const lines: [string, string][] = connections.cameras.map(({ number, connection }) => {
    if (!Number.isInteger(number) || number < 1 || number > MAX_CAMERA) {
      throw ProtocolError.unexpected('camera-connections', {
        found: `camera ${String(number)}`,
        expected: `1 to ${String(MAX_CAMERA)}`,
        where: 'page of camera connections',
      });
    }
    const digits = String(number).padStart(NUMBER_DIGITS, '0');
    return [`CAM_CONNECT_${digits}CH`, String(STATES.indexOf(connection))];
  });
  if (connections.maxUid !== null) {
    lines.push(['MAXUID', String(connections.maxUid)]);
  }
  if (connections.usedUid !== null) {
    lines.push(['USEDUID', String(connections.usedUid)]);
  }
  return serializeKeyValuePage(lines);
}

function readCount(
  values: ReadonlyMap<string, string>,
  key: string,
  defects: string[],
): number | null {
  const text = values.get(key);
  if (text === undefined) {
    return null;
  }
  if (!/^\d{1,4}$/u.test(text)) {
    defects.push(`${key} is no number of up to 4 digits`);
    return null;
  }
  return Number(text);
}
