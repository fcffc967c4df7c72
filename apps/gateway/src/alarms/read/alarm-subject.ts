import type { AlarmCatalogueRow } from '@casement/protocol';

/** What the numbers in the text of a message name. The text never says what kind of message it is (A12). */
export type AlarmSubject = {
  /** As the device numbers it. */
  readonly camera: number | null;
  /** An alarm input. */
  readonly terminal: number | null;
  /** A disk, port, fan or sensor such as `1-2`, or a unit: `MAIN`, `EXT2`. */
  readonly place: string | null;
  readonly percent: number | null;
};

const percentAt = /(\d{1,5})\s*%/;
const unitAt = /\b(MAIN|EXT\s?\d{0,4})\b/i;
const diskAt = /HDD\s?(\d{1,4}(?:-\d{1,4})?)/i;
const portAt = /PORT\s?(\d{1,4})/i;
const lastAt = /(\d{1,4}(?:-\d{1,4})?)\D*$/;
const firstAt = /\d{1,5}/;

/** What a message of the catalogue is about, as its text has it; whatever is not there is null. */
export function readAlarmSubject(about: AlarmCatalogueRow['about'], text: string): AlarmSubject {
  const percent = percentAt.exec(text)?.[1];
  const rest = text.replace(percentAt, '');
  const first = firstAt.exec(rest)?.[0];
  return {
    camera: about === 'camera' ? numberOf(first) : null,
    terminal: about === 'terminal' ? numberOf(first) : null,
    place: placeOf(about, rest),
    percent: percent === undefined ? null : Number(percent),
  };
}

function placeOf(about: AlarmCatalogueRow['about'], text: string): string | null {
  switch (about) {
    case 'disk':
      return found(diskAt, text);
    case 'port':
      return found(portAt, text);
    case 'unit':
      return (
        found(unitAt, text)?.toUpperCase().replace(' ', '') ??
        found(diskAt, text) ??
        found(lastAt, text)
      );
    case 'camera':
    case 'terminal':
    case 'recorder':
      return null;
  }
}

/** Leading zeros do not make another disk. */
function found(pattern: RegExp, text: string): string | null {
  return pattern.exec(text)?.[1]?.replace(/\b0+(?=\d)/g, '') ?? null;
}

function numberOf(digits: string | undefined): number | null {
  return digits === undefined || Number(digits) === 0 ? null : Number(digits);
}
