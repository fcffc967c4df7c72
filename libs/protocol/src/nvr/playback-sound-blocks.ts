import { ByteReader } from '@casement/bytes';
import { splitAccessUnits } from './au-header.js';
import type { DefectList } from './defect-list.js';
import { soundLayout, u16At } from './playback-layout.js';
import { refused } from './playback-sound-error.js';

/** Of a note in 3.3.2.2, which means 0xFF14 (B44). */
const MISPRINTED_BLOCK = 0xff04;
/** One second at 96 kHz has 94; more are counted and left out. */
const MAX_FRAMES = 1024;

/**
 * Where the blocks begin: where the length of 0xFF12 says; else behind a header with or without the lost row.
 *
 * @throws ProtocolError `playback-body` for blocks 0xFF04 (AU06)
 */
export function blocksAt(
  body: Uint8Array,
  length: number,
  size: number,
  defects: DefectList,
): number {
  const declared = soundLayout.aacHeaderAt + length;
  const usual = soundLayout.aacHeaderAt + soundLayout.aacHeaderLength;
  const places = [declared, usual, usual - 4];
  const at = places.find((place) => u16At(body, place) === soundLayout.aacBlock);
  if (at === undefined && size > 0) {
    const misprinted = places.find((place) => u16At(body, place) === MISPRINTED_BLOCK);
    if (misprinted !== undefined) {
      throw refused('0xff04, which is a misprint in 3.3.2.2', '0xff14', misprinted);
    }
    defects.add(`no block 0xff14 at byte ${String(declared)}`);
  } else if (at !== undefined && at !== declared) {
    defects.add(`first block at byte ${String(at)}; expected it at byte ${String(declared)}`);
  }
  return at ?? declared;
}

/** The access units of the blocks from there on, to the first that makes no sense. */
export function readBlocks(
  body: Uint8Array,
  from: number,
  defects: DefectList,
): readonly Uint8Array[] {
  const frames: Uint8Array[] = [];
  let left = 0;
  let at = from;
  while (u16At(body, at) === soundLayout.aacBlock) {
    const block = readBlock(body, at);
    if (typeof block === 'string') {
      defects.add(block);
      break;
    }
    const { units, hadHeader } = splitAccessUnits(block.data);
    if (block.hasHeader && !hadHeader) {
      defects.add('AU info 1, but no AU header adds up: taken as it is');
    }
    for (const unit of units) {
      if (frames.length < MAX_FRAMES) {
        frames.push(unit);
      } else {
        left += 1;
      }
    }
    at = block.end;
  }
  if (left > 0) {
    defects.add(`${String(left)} access units beyond the first ${String(MAX_FRAMES)} left out`);
  }
  return frames;
}

type Block = { readonly data: Uint8Array; readonly hasHeader: boolean; readonly end: number };

/** One block, or what is wrong with it (AU05). */
function readBlock(body: Uint8Array, at: number): Block | string {
  const { blockHeaderBytes } = soundLayout;
  if (at + blockHeaderBytes > body.length) {
    return `the sound ends within the header of the block at byte ${String(at)}`;
  }
  const reader = new ByteReader(body, at + 2);
  const [length, padding, info] = [reader.u16(), reader.u8(), reader.u8()];
  reader.skip(2);
  const dataBytes = length - blockHeaderBytes - padding;
  if (dataBytes < 0) {
    return `block of ${String(length)} bytes with ${String(padding)} padding at byte ${String(at)}`;
  }
  if (length - blockHeaderBytes > reader.remaining) {
    return `block of ${String(length)} bytes at byte ${String(at)} beyond the end of the sound`;
  }
  return { data: reader.bytes(dataBytes), hasHeader: info === 1, end: at + length };
}
