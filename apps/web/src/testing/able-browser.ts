import type { BrowserAbilities } from '../player/browser-abilities.js';

/** A browser that can do everything that usual browsers can, on https. */
export const ableBrowser: BrowserAbilities = {
  secureContext: true,
  webrtc: new Set(['h264']),
  decoder: new Set(['avc1.42', 'avc1.4d', 'avc1.64']),
  canvas: true,
  mediaSource: new Set(['avc1.42', 'avc1.4d', 'avc1.64']),
  mediaSourceSound: ['aac', 'opus'],
  frameSound: ['aac', 'opus', 'pcmu', 'pcma'],
  hls: 'library',
};
