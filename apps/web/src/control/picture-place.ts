import type { PtzCentre } from '@casement/contract';
import type { ScreenPoint } from './joystick.js';

/** In pixels. */
export type Size = { readonly width: number; readonly height: number };

/** Where an element is on the screen, in CSS pixels, as `getBoundingClientRect` tells: with every enlargement by CSS. */
export type Box = Size & { readonly left: number; readonly top: number };

/** The part of a picture that is drawn: parts of its width and height from the top left. */
export type ShownPart = Size & { readonly x: number; readonly y: number };

/** All of a picture. */
export const wholePicture: ShownPart = { x: 0, y: 0, width: 1, height: 1 };

/**
 * Where a picture lies in its element, which shows it as large as it fits, in the middle, between bars
 * (`object-fit: contain`).
 */
export function pictureBox(element: Box, picture: Size): Box | undefined {
  if (!(picture.width > 0 && picture.height > 0 && element.width > 0 && element.height > 0)) {
    return undefined;
  }
  const scale = Math.min(element.width / picture.width, element.height / picture.height);
  const width = picture.width * scale;
  const height = picture.height * scale;
  return {
    left: element.left + (element.width - width) / 2,
    top: element.top + (element.height - height) / 2,
    width,
    height,
  };
}

/**
 * What of a camera's picture is at a place of the screen.
 *
 * @param at on the screen, in CSS pixels
 * @param element where the element that shows the picture is; larger than what is seen of it when it is enlarged
 * @param picture the size of what is drawn in it
 * @param part what of the camera's picture is drawn, when that is not all of it
 * @returns 0 to 1 from the top left; undefined beside the picture, and while there is none
 */
export function pointOnPicture(
  at: ScreenPoint,
  element: Box,
  picture: Size,
  part: ShownPart = wholePicture,
): PtzCentre | undefined {
  const box = pictureBox(element, picture);
  if (!box) {
    return undefined;
  }
  const across = (at.x - box.left) / box.width;
  const down = (at.y - box.top) / box.height;
  if (!(across >= 0 && across <= 1 && down >= 0 && down <= 1)) {
    return undefined;
  }
  return { x: within(part.x + across * part.width), y: within(part.y + down * part.height) };
}

function within(value: number): number {
  return Math.max(0, Math.min(1, value));
}
