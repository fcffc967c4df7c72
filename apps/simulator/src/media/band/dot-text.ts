import type { DigitStyle, Glyph } from './dot-font.js';
import { glyphOf } from './dot-font.js';

/** Dots between two characters. */
const spacing = 1;

/** A character's glyph at its place, in dots from the left. */
export type PlacedGlyph = { readonly x: number; readonly glyph: Glyph };

/** Dots that a text takes. */
export function textWidth(text: string, digits: DigitStyle): number {
  const last = placeText(text, 0, digits).at(-1);
  return last === undefined ? 0 : last.x + glyphWidth(last.glyph);
}

/** The glyphs of a text that starts at dot `x`. */
export function placeText(text: string, x: number, digits: DigitStyle): PlacedGlyph[] {
  let at = x;
  return Array.from(text).map((character) => {
    const placed = { x: at, glyph: glyphOf(character, digits) };
    at += glyphWidth(placed.glyph) + spacing;
    return placed;
  });
}

/** The text, shortened with an ellipsis when it takes more than `dots`; empty when not even that fits. */
export function fitText(text: string, dots: number, digits: DigitStyle): string {
  const plain = withoutAccents(text);
  if (textWidth(plain, digits) <= dots) {
    return plain;
  }
  const characters = Array.from(plain);
  while (characters.length > 0) {
    characters.pop();
    const shortened = `${characters.join('').trimEnd()}…`;
    if (textWidth(shortened, digits) <= dots) {
      return shortened;
    }
  }
  return '';
}

/** The font has no accents: an é is shown as e. */
function withoutAccents(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '');
}

function glyphWidth(glyph: Glyph): number {
  return glyph[0]?.length ?? 0;
}
