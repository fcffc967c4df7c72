import { badAreaSize, tooLong, tooManySenders } from './alarm-defects.js';
import { AREA_SENDER, MAX_MESSAGE_BYTES, MAX_SENDERS } from './alarm-layout.js';
import type { AlarmDefect } from './alarm-message.js';
import type { FoundArea } from './next-area.js';

/** Inside of a message of version 2, with what its areas were so far. */
export type AreasStage = {
  readonly name: 'areas';
  hasExtension: boolean;
  senders: number;
  hasTrailer: boolean;
};

/** Behind a message that was given: areas that come late, or that its flag does not announce, are passed over. */
export type BehindStage = {
  readonly name: 'behind';
  readonly mayHaveAreas: boolean;
  skippedBytes: number;
};

/** Where a framer stands; `basic`: at the begin of a message. */
export type FramerStage = { readonly name: 'basic' | 'closed' } | AreasStage | BehindStage;

/** Why the area at this byte of a message ends the connection (A28, AL11, AL30); null: it does not. */
export function whyDropped(stage: AreasStage, next: FoundArea, at: number): AlarmDefect | null {
  const header = { id: next.id, size: next.size, at };
  if (next.what === 'lost') {
    return badAreaSize(header, 'at least that of its header, 4');
  }
  if (at + next.size > MAX_MESSAGE_BYTES) {
    return tooLong(header);
  }
  return next.id === AREA_SENDER && stage.senders >= MAX_SENDERS ? tooManySenders(header) : null;
}
