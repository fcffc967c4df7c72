import type { DownloadPart } from '../nvr/download/download-part.js';
import { nameDefects, partDefects } from './download-defect.js';
import type { DownloadDefect, NameDefect, PartDefect } from './download-defect.js';

const busy = 3;
const unknownStatus = 7;
const lieBytes = 1_000;
const longNameCharacters = 300;

/** The parts of a download as the fault wants them; defects of the connection change no part. */
export async function* spoilParts(
  form: DownloadDefect['form'] | undefined,
  parts: AsyncIterable<DownloadPart>,
): AsyncGenerator<DownloadPart> {
  const nameDefect = nameDefects.find((known) => known === form);
  const partDefect = partDefects.find((known) => known === form);
  for await (const part of parts) {
    const named = nameDefect === undefined ? part : renamed(nameDefect, part);
    const spoilt = partDefect === undefined ? named : spoilPart(partDefect, named);
    if (spoilt !== undefined) {
      yield spoilt;
    }
    if (partDefect === 'busy-later' && part.previousName !== '') {
      return;
    }
  }
}

function renamed(form: NameDefect, part: DownloadPart): DownloadPart {
  const evil = (name: string): string => (name === '' ? '' : evilName(form, name));
  return {
    ...part,
    temporaryName: evil(part.temporaryName),
    previousName: evil(part.previousName),
    ...(form === 'no-name' && { bareNames: true }),
  };
}

/** The ending stays, so that it is the rest of the name that gives it away. */
function evilName(form: NameDefect, name: string): string {
  const ending = name.slice(name.lastIndexOf('.'));
  switch (form) {
    case 'traversal':
      return `../../etc/x${ending}`;
    case 'drive':
      return `C:\\x${ending}`;
    case 'nul':
      return `x\0y${ending}`;
    case 'long-name':
      return `${'x'.repeat(longNameCharacters - ending.length)}${ending}`;
    case 'hidden':
      return `.x${ending}`;
    case 'no-name':
      return name;
  }
}

/** `undefined`: the part never comes. */
function spoilPart(form: PartDefect, part: DownloadPart): DownloadPart | undefined {
  const isLast = part.temporaryName === '';
  switch (form) {
    case 'wrong-previous':
      return part.previousName === ''
        ? part
        : { ...part, previousName: `999_${part.previousName.slice(4)}` };
    case 'missing-previous':
      return { ...part, previousName: '' };
    case 'no-end':
      return isLast ? undefined : part;
    case 'empty-file':
      return { ...part, body: [], bytes: 0 };
    case 'busy-later':
      return part.previousName === '' ? part : { ...part, status: busy, body: [], bytes: 0 };
    case 'unknown-status':
      return { ...part, status: unknownStatus };
    case 'lying-length':
      return isLast ? part : { ...part, statedBytes: part.bytes + lieBytes };
    case 'short-length':
      return isLast ? part : { ...part, statedBytes: Math.max(0, part.bytes - lieBytes) };
  }
}
