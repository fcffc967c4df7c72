import { type AlarmSeverity, alarmSeveritySchema } from '@casement/contract';
import { alarmSeverities } from './alarm-words.js';

/** What can be heard. */
export const alarmSounds = ['none', 'chime', 'beep', 'double', 'siren'] as const;
export type AlarmSoundName = (typeof alarmSounds)[number];

/** What alarms do in this browser besides being listed. */
export type AlarmPreferences = {
  readonly sounds: Readonly<Record<AlarmSeverity, AlarmSoundName>>;
  /** 0 to 1. */
  readonly volume: number;
  /** Notifications of the machine while the page is in the background. */
  readonly notify: boolean;
  /** The least severe of which the machine tells. */
  readonly notifyFrom: AlarmSeverity;
};

export const defaultPreferences: AlarmPreferences = {
  sounds: { critical: 'siren', warning: 'double', info: 'none' },
  volume: 0.6,
  notify: false,
  notifyFrom: 'warning',
};

const key = 'casement.alarms';

/** What was chosen in this browser; field by field, what cannot be read is as at the beginning. */
export function loadPreferences(storage: Pick<Storage, 'getItem'>): AlarmPreferences {
  try {
    return readPreferences(JSON.parse(storage.getItem(key) ?? '{}'));
  } catch {
    // Forbidden, or not written by this page.
    return defaultPreferences;
  }
}

/** Remembers what was chosen. */
export function savePreferences(
  storage: Pick<Storage, 'setItem'>,
  preferences: AlarmPreferences,
): void {
  try {
    storage.setItem(key, JSON.stringify(preferences));
  } catch {
    // Full or forbidden: remembered until the page is left.
  }
}

/** Whether one severity is at least as bad as another. */
export function isAtLeast(severity: AlarmSeverity, least: AlarmSeverity): boolean {
  return alarmSeverities.indexOf(severity) <= alarmSeverities.indexOf(least);
}

function readPreferences(value: unknown): AlarmPreferences {
  const stored = fieldsOf(value);
  const sounds = fieldsOf(stored['sounds']);
  const soundOf = (severity: AlarmSeverity): AlarmSoundName =>
    alarmSounds.find((one) => one === sounds[severity]) ?? defaultPreferences.sounds[severity];
  const volume = stored['volume'];
  const from = alarmSeveritySchema.safeParse(stored['notifyFrom']);
  return {
    sounds: { critical: soundOf('critical'), warning: soundOf('warning'), info: soundOf('info') },
    volume:
      typeof volume === 'number' && volume >= 0 && volume <= 1 ? volume : defaultPreferences.volume,
    notify: stored['notify'] === true,
    notifyFrom: from.success ? from.data : defaultPreferences.notifyFrom,
  };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
