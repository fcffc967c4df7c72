import type { NvrRequest } from '@casement/protocol';
import type { PtzAbility } from '../../ptz-scenario.js';

/** A command of camera control (NVR chapter 4). */
export type PtzCommand = Extract<
  NvrRequest,
  {
    command:
      | 'moveCamera'
      | 'centreCamera'
      | 'focusCamera'
      | 'irisCamera'
      | 'storePreset'
      | 'goToPreset'
      | 'auxCamera';
  }
>;

/** What a camera must be able to do for a command. */
export function abilitiesFor(command: PtzCommand): readonly PtzAbility[] {
  switch (command.command) {
    case 'moveCamera':
      // A stop is for everybody.
      return [
        ...(command.pan !== 0 || command.tilt !== 0 ? (['move'] as const) : []),
        ...(command.zoom === 0 ? [] : (['zoom'] as const)),
      ];
    case 'centreCamera':
      return ['centre'];
    case 'focusCamera':
      return ['focus'];
    case 'irisCamera':
      return ['iris'];
    case 'storePreset':
    case 'goToPreset':
      return ['presets'];
    case 'auxCamera':
      return ['aux'];
  }
}

/** What a command asks of a camera that does not have it, in words. */
export function lackingWords(command: PtzCommand, lacking: PtzAbility): string {
  switch (lacking) {
    case 'move':
      return 'pan and tilt';
    case 'centre':
      return 'centring';
    case 'presets':
      return 'preset' in command ? `preset ${command.preset}` : 'presets';
    case 'aux':
      return 'aux' in command ? `AUX${command.aux}` : 'AUX';
    case 'zoom':
    case 'focus':
    case 'iris':
      return lacking;
  }
}

/** The values of a command without its UID and camera, for a log. */
export function valuesOf(command: PtzCommand): Readonly<Record<string, unknown>> {
  const hidden = ['command', 'uid', 'camera'];
  return Object.fromEntries(Object.entries(command).filter(([key]) => !hidden.includes(key)));
}
