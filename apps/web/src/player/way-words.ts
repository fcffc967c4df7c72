import type { DeliveryWay } from '@casement/contract';
import type { DeliveryChoice } from './choose-delivery.js';

const names: Readonly<Record<DeliveryWay, string>> = {
  webrtc: 'WebRTC',
  'websocket-frames': 'WebSocket, picture by picture',
  'websocket-mse': 'WebSocket, fragmented MP4',
  hls: 'HLS',
  mjpeg: 'Motion JPEG',
  snapshot: 'Single pictures',
};

const overWords: Readonly<Record<DeliveryWay, string>> = {
  webrtc: 'over WebRTC',
  'websocket-frames': 'over WebSocket',
  'websocket-mse': 'over WebSocket',
  hls: 'over HLS',
  mjpeg: 'as motion JPEG',
  snapshot: 'one picture a second',
};

/** A way as the menu and the overlay name it. */
export function wayName(way: DeliveryWay): string {
  return names[way];
}

/**
 * What a tile says of its way: "over WebSocket: UDP is blocked", "converted: this browser cannot decode H.265".
 * Null for the best way there is, untouched.
 *
 * @param converted what the gateway says it made of the pictures; null when nothing
 */
export function wayLabel(choice: DeliveryChoice, converted: string | null): string | null {
  const over = overWords[choice.way];
  if (choice.way === 'webrtc' && converted === null && choice.untouched) {
    return null;
  }
  if (choice.why === null) {
    return converted === null ? null : `converted: ${converted}`;
  }
  if (choice.way === 'mjpeg' || choice.way === 'snapshot') {
    return `${over}: ${choice.why}`;
  }
  return converted !== null || !choice.untouched
    ? `converted: ${choice.why}`
    : `${over}: ${choice.why}`;
}

/** What the menu says beside a way that failed, for the menu's own words. */
export function blockedWords(way: DeliveryWay): string {
  switch (way) {
    case 'webrtc':
      return 'UDP is blocked';
    case 'websocket-frames':
    case 'websocket-mse':
      return 'the WebSocket is blocked';
    case 'hls':
    case 'mjpeg':
    case 'snapshot':
      return `nothing came ${overWords[way]}`;
  }
}
