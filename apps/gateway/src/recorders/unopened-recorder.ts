import type { RecorderConfig } from '../config/config.js';
import type { RecorderView } from './recorder-view.js';
import { configuredZone } from './recorder-zone.js';

/** How a device is shown that this version does not open: it is known, and says so. */
export function unopenedView(config: RecorderConfig): RecorderView {
  return {
    id: config.id,
    name: config.name,
    kind: config.kind,
    state: 'offline',
    reason: 'compact cameras are not opened by this version',
    sessions: { used: null, limit: null },
    clockOffsetMs: null,
    timeZone: configuredZone(config.timeZone)?.name ?? null,
    origin: config.origin,
    url: config.url.origin,
    retryAt: null,
  };
}
