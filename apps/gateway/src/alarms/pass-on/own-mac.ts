import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Name of the file in `dataDir`. */
export const MAC_FILE = 'alarm-mac';

const MAC = /^02(:[0-9A-F]{2}){5}$/;

/** A MAC address for what the gateway passes on. */
export type OwnMac = {
  /** Such as `02:1B:7C:00:12:34`. */
  readonly mac: string;
  /** Why it will be another one after the next start, in words; null: it will not. */
  readonly trouble: string | null;
};

/**
 * The locally administered MAC address of this gateway, made once and kept in its data folder: by it receivers tell
 * senders apart, and loops end (E.8). It must be the same after a restart, and another one on another machine.
 */
export function ownMac(dataDir: string): OwnMac {
  const file = join(dataDir, MAC_FILE);
  const kept = readMac(file);
  if (kept !== undefined) {
    return { mac: kept, trouble: null };
  }
  const mac = newMac();
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    writeFileSync(file, `${mac}\n`, { mode: 0o600 });
    return { mac, trouble: null };
  } catch (error) {
    const { code = 'unknown reason' } = error as NodeJS.ErrnoException;
    return {
      mac,
      trouble: `the MAC address of this gateway could not be kept in ${file} (${code})`,
    };
  }
}

function readMac(file: string): string | undefined {
  try {
    const text = readFileSync(file, 'utf8').trim();
    return MAC.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

function newMac(): string {
  const rest = randomBytes(5).toString('hex').toUpperCase();
  return ['02', ...(rest.match(/../g) ?? [])].join(':');
}
