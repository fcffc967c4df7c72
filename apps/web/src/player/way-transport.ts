import type { DeliveryWay } from '@casement/contract';

/** What a way travels by: two ways over the same live and die together. */
export function transportOf(way: DeliveryWay): 'rtp' | 'websocket' | 'http' {
  switch (way) {
    case 'webrtc':
      return 'rtp';
    case 'websocket-frames':
    case 'websocket-mse':
      return 'websocket';
    case 'hls':
    case 'mjpeg':
    case 'snapshot':
      return 'http';
  }
}
