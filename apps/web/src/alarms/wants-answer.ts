import type { Alarm } from '@casement/contract';

/** Whether there is something to acknowledge: alarms and faults that nobody has acknowledged, even if they are over. */
export function wantsAnswer({ kind, acknowledged }: Alarm): boolean {
  return acknowledged === null && (kind === 'alarm' || kind === 'fault');
}
