import type { Role } from '@casement/contract';

export type PageName = 'live' | 'playback' | 'alarms' | 'recorders' | 'settings';
export type PageLink = { readonly name: PageName; readonly title: string };

/** The pages somebody may open. */
export function pagesFor(role: Role | null, anonymous: boolean): readonly PageLink[] {
  return [
    { name: 'live', title: 'Live' },
    { name: 'playback', title: 'Playback' },
    { name: 'alarms', title: 'Alarms' },
    ...(role === 'administrator' || role === 'operator'
      ? [{ name: 'recorders', title: 'Recorders' } as const]
      : []),
    ...(anonymous ? [] : [{ name: 'settings', title: 'Settings' } as const]),
  ];
}
