/** Behind a quote that ends a value: a comma, a tag, the end of the line, or nothing more. */
const BEHIND_VALUE = /\s*(?:[,<]|$)|[^\S\r\n]*[\r\n]/uy;

/**
 * How far the end of a value is looked for as CSV has it: longer than any text, and short enough that nothing a recorder
 * sends takes long.
 */
const MAX_VALUE_CHARS = 500;

/** A line that begins with a key; a text may have an equals sign as well. */
const KEY_LINE = /[\r\n][^\S\r\n]*[A-Za-z]\w*[^\S\r\n]*=/u;
/** The key of the log itself, before each entry instead of the first one only. */
const SAME_KEY = /^(?:ERROR|EVENT)_LOG\s*=$/u;

/**
 * The values behind `ERROR_LOG=` (NVR v1.5R1 5.1), up to the next key or tag. Lines may be wrapped anywhere (B59): line
 * ends between values count as nothing, within quotes as a blank. Quotes within a text belong to it, whether or not they
 * are doubled; a value that never ends is left out.
 */
export function readLogCells(list: string): readonly string[] {
  const cells: string[] = [];
  let isFilled = false;
  let at = 0;
  while (at < list.length) {
    if (list[at] === '"') {
      const end = closingQuote(list, at + 1);
      if (end < 0) {
        break;
      }
      cells.push(withoutLineEnds(list.slice(at + 1, end)));
      isFilled = true;
      at = end + 1;
    } else if (list[at] === ',') {
      cells.push(...(isFilled ? [] : ['']));
      isFilled = false;
      at += 1;
    } else {
      const end = nextSpecial(list, at);
      const between = list.slice(at, end);
      const bare = between.trim();
      if (SAME_KEY.test(bare)) {
        isFilled = false;
        at = end;
        continue;
      }
      if (bare.startsWith('<') || KEY_LINE.test(between)) {
        break;
      }
      cells.push(...(bare === '' ? [] : [bare]));
      isFilled ||= bare !== '';
      at = end;
    }
  }
  return cells.length === 1 && cells[0] === '' ? [] : cells;
}

/** As CSV has it, with quotes of the text doubled; where that makes no sense, the first that something follows. */
function closingQuote(list: string, from: number): number {
  const strict = strictClosingQuote(list, from);
  if (strict >= 0) {
    return strict;
  }
  for (let at = list.indexOf('"', from); at >= 0; at = list.indexOf('"', at + 1)) {
    BEHIND_VALUE.lastIndex = at + 1;
    if (BEHIND_VALUE.test(list)) {
      return at;
    }
  }
  return -1;
}

/** The first quote that is not doubled, if a value may end there. */
function strictClosingQuote(list: string, from: number): number {
  const end = Math.min(list.length, from + MAX_VALUE_CHARS);
  let at = from;
  while (at < end && (list[at] !== '"' || list[at + 1] === '"')) {
    at += list[at] === '"' ? 2 : 1;
  }
  BEHIND_VALUE.lastIndex = at + 1;
  return at < end && BEHIND_VALUE.test(list) ? at : -1;
}

function nextSpecial(list: string, from: number): number {
  const special = /[",]/gu;
  special.lastIndex = from;
  return special.exec(list)?.index ?? list.length;
}

function withoutLineEnds(text: string): string {
  return text.replace(/\s+/gu, (blanks) => (/[\r\n]/u.test(blanks) ? ' ' : blanks)).trim();
}
