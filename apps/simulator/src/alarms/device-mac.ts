import { createHash } from 'node:crypto';
import type { Scenario } from '../scenario.js';

/** The maker's prefix, which the documents use in their examples (alarm protocol, 4). */
const makerPrefix = '00:80:45';

/** A prefix that anybody may use for himself: the bit for "locally administered" is set. */
const localPrefix = '02:00:00';

/** The recorder's MAC: what the scenario says, or made from its name. */
export function recorderMac({ alarms, name }: Scenario): string {
  return alarms.mac ?? deviceMac(name);
}

/** The MAC of a simulated recorder or camera: made from its name, the same in every run. */
export function deviceMac(name: string): string {
  return `${makerPrefix}:${nameDigits(name)}`;
}

/** The MAC of a simulated computer that passes alarms on. */
export function computerMac(name: string): string {
  return `${localPrefix}:${nameDigits(name)}`;
}

function nameDigits(name: string): string {
  const digits = createHash('sha256').update(name).digest('hex').slice(0, 6).toUpperCase();
  return digits.replace(/(..)(..)(..)/, '$1:$2:$3');
}
