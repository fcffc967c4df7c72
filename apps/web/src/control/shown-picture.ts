import type { PtzCentre } from '@casement/contract';
import type { ScreenPoint } from './joystick.js';
import { pointOnPicture, type Size } from './picture-place.js';

/** What of a camera's picture is at a place of the screen; undefined beside the picture, and while none is shown. */
export function centreOf(screen: HTMLElement | null, at: ScreenPoint): PtzCentre | undefined {
  const element = screen?.querySelector<HTMLElement>('.picture:not(.trying)');
  return element ? pointOnPicture(at, element.getBoundingClientRect(), sizeOf(element)) : undefined;
}

/** The size of the picture itself, not of its element. */
function sizeOf(element: HTMLElement): Size {
  if (element instanceof HTMLVideoElement) {
    return { width: element.videoWidth, height: element.videoHeight };
  }
  if (element instanceof HTMLImageElement) {
    return { width: element.naturalWidth, height: element.naturalHeight };
  }
  return element instanceof HTMLCanvasElement
    ? { width: element.width, height: element.height }
    : { width: 0, height: 0 };
}
