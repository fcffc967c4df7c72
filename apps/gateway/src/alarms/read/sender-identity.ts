import type { AlarmMessage, AlarmSender } from '@casement/protocol';
import { isMeaningfulMac } from './mac-table.js';

/** What is known of who is where. */
export type SenderKnowledge = {
  /** The recorder of a MAC. */
  readonly ofMac: (mac: string) => string | undefined;
  /** The recorders that are reached at an address. */
  readonly atAddress: (address: string) => readonly string[];
};

/** Whose a message is. */
export type SenderIdentity = {
  /** Id; null: nobody's that is configured. */
  readonly recorder: string | null;
  /** The area by which it was found; null: it was found by its address, or not. */
  readonly sender: AlarmSender | null;
};

/**
 * Finds out whose a message is (alarm document 4, decision E.8). The device that handed it over is the last one of its
 * sender info areas, whatever address it came from: behind a router that forwards ports several devices share one. Those
 * before it follow, for a message that a PC passed on. Without a MAC that is known the address decides, if it is that of
 * one recorder only.
 *
 * @param address the other end of the connection
 */
export function identifySender(
  { basic, ipv6, senders }: Pick<AlarmMessage, 'basic' | 'ipv6' | 'senders'>,
  address: string,
  { ofMac, atAddress }: SenderKnowledge,
): SenderIdentity {
  for (const sender of senders.toReversed()) {
    const recorder = isMeaningfulMac(sender.mac) ? ofMac(sender.mac) : undefined;
    if (recorder !== undefined) {
      return { recorder, sender };
    }
  }
  for (const candidate of [address, basic.senderAddress, ...ipv6]) {
    const [recorder, another] = candidate === null ? [] : atAddress(candidate);
    if (recorder !== undefined && another === undefined) {
      return { recorder, sender: null };
    }
  }
  return { recorder: null, sender: null };
}

/** Who began a message, and so counts its log numbers. */
export type Originator = {
  /** Of the first sender (A18); null: it told none. */
  readonly mac: string | null;
  readonly address: string;
};

/**
 * Who began it. A message of version 1 keeps its log number when a recorder makes version 2 of it (document 3.1.1, message
 * 0x00 of category 2): the first sender is the recorder then, which counts numbers of its own.
 *
 * @param address the other end of the connection
 */
export function originatorOf(
  { basic, extension, ipv6, senders }: Omit<AlarmMessage, 'bytes' | 'defects'>,
  address: string,
): Originator {
  const isTakenOver = extension?.category === 2 && extension.messageId === 0;
  const first = isTakenOver ? undefined : senders.find(({ mac }) => isMeaningfulMac(mac));
  return { mac: first?.mac ?? null, address: basic.senderAddress ?? ipv6[0] ?? address };
}

/**
 * The number of the camera (A17): that which the recorder gave it, else that of the last device that gave it one, else that
 * of the basic part.
 *
 * @param recorder the area of the recorder, when it is known
 */
export function effectiveCamera(
  { basic, senders }: Pick<AlarmMessage, 'basic' | 'senders'>,
  recorder: AlarmSender | null,
): number | null {
  const numbered = recorder ?? senders.findLast(({ camera }) => isNumber(camera));
  const camera = numbered?.camera ?? null;
  return isNumber(camera) ? camera : isNumber(basic.camera) ? basic.camera : null;
}

/** 0 and 0xFFFF are none. */
function isNumber(camera: number | null): boolean {
  return camera !== null && camera > 0 && camera < 0xffff;
}
