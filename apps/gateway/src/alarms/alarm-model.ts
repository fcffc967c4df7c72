import type { Alarm, AlarmFilter, AlarmStatus, AlarmSummary } from '@casement/contract';
import type { AlarmMessage } from '@casement/protocol';

/** A message as the listener took it. */
export type AlarmArrival = {
  /** Milliseconds since 1970, by the gateway's clock. */
  readonly receivedMs: number;
  /** The other end of the connection, without port; IPv4 never as mapped IPv6. */
  readonly address: string;
  readonly message: AlarmMessage;
};

/** What an arrival means, before it is stored and has a number. */
export type AlarmDraft = Pick<
  Alarm,
  | 'receivedAt'
  | 'occurredAt'
  | 'recorder'
  | 'camera'
  | 'kind'
  | 'severity'
  | 'class'
  | 'terminal'
  | 'category'
  | 'messageId'
  | 'text'
  | 'title'
  | 'cameras'
  | 'source'
  | 'chain'
  | 'logNumber'
  | 'defects'
> & {
  readonly receivedMs: number;
  /** The message; empty for the gateway's own alarms. */
  readonly bytes: Uint8Array;
  /** Who counts the log numbers: MAC of the first sender, else its address. */
  readonly originator: string;
  /** What a fault is about, so that its recovery finds it; null for all that is no fault. */
  readonly fault: string | null;
  /** Which faults a recovery closes; null for all that is none. */
  readonly closes: string | null;
};

/** A stored alarm with the bytes that it came as. */
export type StoredAlarm = { readonly alarm: Alarm; readonly bytes: Uint8Array };

/** Hands over every message of every connection, in the order of each of them. */
export abstract class AlarmSource {
  /** @returns how to stop that */
  abstract onArrival(listener: (arrival: AlarmArrival) => void): () => void;
  /** What the status shows of it. */
  abstract get status(): Pick<AlarmStatus, 'listening' | 'words' | 'connections' | 'counters'>;
}

/** Finds out whose an alarm is and what it means; at once, from what is known. */
export abstract class AlarmReader {
  abstract read(arrival: AlarmArrival): AlarmDraft;
  /** A MAC that was unknown turned out to be a recorder's. @returns how to stop that */
  abstract onLearnt(
    listener: (learnt: { readonly mac: string; readonly recorder: string }) => void,
  ): () => void;
  /** Somebody says whose a MAC is; null: nobody's any more. */
  abstract adopt(mac: string, recorder: string | null): Promise<void>;
  /** What somebody said. */
  abstract adopted(): ReadonlyMap<string, string>;
}

/** A device of no recorder, as the alarms tell. */
export type AlarmStranger = {
  readonly mac: string | null;
  readonly address: string;
  readonly alarms: number;
  readonly lastAt: string;
};

/**
 * The alarms on disk. One writer numbers them without gaps; what comes while a write is under way goes into the next
 * one, and nobody hears of an alarm before its transaction is committed.
 */
export abstract class AlarmStore {
  /** Takes a draft to be stored. Never throws; while the disk fails it waits in bounded memory. */
  abstract put(draft: AlarmDraft): void;
  /** Alarms that are on disk now, ascending. @returns how to stop that */
  abstract onStored(listener: (stored: readonly StoredAlarm[]) => void): () => void;
  /** Alarms that were told before and are others now. @returns how to stop that */
  abstract onChanged(listener: (alarms: readonly Alarm[]) => void): () => void;
  /** Number of the newest that is on disk; 0: there is none. */
  abstract get latest(): number;
  /** Oldest first. */
  abstract list(filter: AlarmFilter): Promise<readonly Alarm[]>;
  /** Those after a number, with their bytes, oldest first. */
  abstract after(id: number, limit: number): Promise<readonly StoredAlarm[]>;
  abstract find(id: number): Promise<Alarm | undefined>;
  abstract summary(): Promise<AlarmSummary>;
  /** Those that were not acknowledged before; the others stay as they are. @returns all of them that exist */
  abstract acknowledge(ids: readonly number[], by: string): Promise<readonly Alarm[]>;
  /** What this MAC sent (as the nearest hop) belongs to that recorder. */
  abstract assign(mac: string, recorder: string | null): Promise<void>;
  /** Devices of no recorder that sent something lately, the newest first, at most 100. */
  abstract strangers(): Promise<readonly AlarmStranger[]>;
  abstract get status(): AlarmStatus['storage'];
  /** Counted since the start: stored, repeated, lost (by log numbers), dropped. */
  abstract get counters(): Readonly<Record<string, number>>;
}

/** Passes stored alarms on to others. */
export abstract class AlarmPassOn {
  abstract get destinations(): AlarmStatus['destinations'];
}
