import type { Recorder } from '@casement/contract';
import type { RecorderConfig } from '../config/config.js';

/** How a device is shown that this version does not open: it is known, and says so. */
export function unopenedView(config: RecorderConfig): Recorder {
  return {
    id: config.id,
    name: config.name,
    kind: config.kind,
    state: 'offline',
    reason: 'compact cameras are not opened by this version',
    sessions: { used: null, limit: null },
    clockOffsetMs: null,
    origin: config.origin,
    url: config.url.origin,
    retryAt: null,
  };
}
