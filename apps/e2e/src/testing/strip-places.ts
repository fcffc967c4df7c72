import { stripGeometry } from '@casement/simulator/pictures';
import type { StripPlaces } from './strips.js';

/** Where the strips lie in the pictures of the scenarios, by picture size `WxH`. */
export const stripPlaces: StripPlaces = Object.fromEntries(
  [
    [320, 240],
    [480, 272],
    [640, 360],
    [1280, 720],
    [1920, 1080],
  ].map(([width = 0, height = 0]) => {
    const { clock, identity } = stripGeometry(width, height);
    return [`${width}x${height}`, { time: clock, identity }];
  }),
);
