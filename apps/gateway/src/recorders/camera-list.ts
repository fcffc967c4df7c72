import type { CameraConnection } from '@casement/protocol';
import type { CameraConfig, SoundKeys } from '../config/config.js';

/** How a camera's sound is asked for and read, with everything filled in. */
export type ListedSound = {
  readonly codec: NonNullable<SoundKeys['audio']>;
  readonly law: NonNullable<SoundKeys['audioLaw']>;
  readonly g726BitOrder: NonNullable<SoundKeys['g726BitOrder']>;
};

/** A camera of a recorder as far as the recorder and the configuration know it. */
export type ListedCamera = {
  readonly number: number;
  readonly name: string;
  /** `unknown`: the recorder has not said yet, or its firmware cannot. */
  readonly connection: CameraConnection['connection'] | 'unknown';
  readonly codec: CameraConfig['codec'];
  readonly ptzScale: CameraConfig['ptzScale'];
  readonly sound: ListedSound;
};

/** What is assumed of a recorder whose firmware has no camera list (before v1.5). */
const assumedCameras = 16;

/**
 * The cameras to show: those of the configuration, or all inputs the recorder names, or sixteen.
 *
 * @param connections the recorder's list; `undefined` while it is not known, `null` when it has none
 * @param sound what the recorder's settings say about the sound of all its cameras
 */
export function listCameras(
  configured: 'auto' | readonly CameraConfig[],
  connections: readonly CameraConnection[] | null | undefined,
  sound: SoundKeys = {},
): readonly ListedCamera[] {
  const states = new Map((connections ?? []).map(({ number, connection }) => [number, connection]));
  if (configured !== 'auto') {
    return configured.map(({ number, name, codec, ptzScale, ...own }) => ({
      number,
      name: name ?? defaultName(number),
      // A camera that the configuration names but the recorder's list lacks has no input there.
      connection: states.get(number) ?? (states.size > 0 ? 'unregistered' : 'unknown'),
      codec,
      ptzScale,
      sound: soundOf(own, sound),
    }));
  }
  const numbers =
    connections && connections.length > 0
      ? connections.map(({ number }) => number)
      : Array.from({ length: assumedCameras }, (_, index) => index + 1);
  return numbers.map((number) => ({
    number,
    name: defaultName(number),
    connection: states.get(number) ?? 'unknown',
    codec: 'auto',
    ptzScale: 16,
    sound: soundOf({}, sound),
  }));
}

function soundOf(own: SoundKeys, all: SoundKeys): ListedSound {
  return {
    codec: own.audio ?? all.audio ?? 'auto',
    law: own.audioLaw ?? all.audioLaw ?? 'mu',
    g726BitOrder: own.g726BitOrder ?? all.g726BitOrder ?? 'left',
  };
}

function defaultName(number: number): string {
  return `Camera ${number}`;
}
