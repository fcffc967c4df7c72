import type { Alarm, AlarmSeverity } from '@casement/contract';
import type { CameraId } from '../../recorders/camera-id.js';
import { camerasOf } from '../alarms-store.js';
import {
  type AlarmedCamera,
  calls,
  rankOf,
  rankOfCamera,
  withAlarm,
  withoutAlarms,
} from './alarmed-camera.js';

/** The kiosk rule of this browser. */
export type KioskRule = {
  readonly on: boolean;
  /** How long a camera has the screen. */
  readonly holdMs: number;
  readonly severities: readonly AlarmSeverity[];
  /** Null: all. */
  readonly cameras: readonly CameraId[] | null;
};

/** Which alarmed camera has the whole screen. Times in milliseconds of any clock that only goes forward. */
export type KioskAlarm = {
  readonly showing: (AlarmedCamera & { readonly sinceMs: number }) | null;
  /** The one that comes next: the gravest, of those the newest. */
  readonly next: AlarmedCamera | null;
  /** Somebody ended it: until then only graver alarms come. */
  readonly quiet: { readonly untilMs: number; readonly rank: number } | null;
};

export type KioskEvent =
  | { readonly type: 'alarm'; readonly alarm: Alarm }
  | { readonly type: 'over'; readonly ids: readonly number[] }
  /** A key or a touch. */
  | { readonly type: 'end' }
  | { readonly type: 'look' };

/** A newer one waits so long. */
export const kioskLeastMs = 5_000;

export const calmKiosk: KioskAlarm = { showing: null, next: null, quiet: null };

/** What has the screen after an event; the same object when nothing changed. @param nowMs never smaller than before */
export function stepKiosk(
  kiosk: KioskAlarm,
  event: KioskEvent,
  rule: KioskRule,
  nowMs: number,
): KioskAlarm {
  if (!rule.on) {
    return kiosk.showing === null && kiosk.next === null ? kiosk : calmKiosk;
  }
  return chosen(heard(kiosk, event, rule, nowMs), nowMs);
}

function heard(kiosk: KioskAlarm, event: KioskEvent, rule: KioskRule, nowMs: number): KioskAlarm {
  switch (event.type) {
    case 'alarm':
      return alarmed(kiosk, event.alarm, rule, nowMs);
    case 'over': {
      const over = new Set(event.ids);
      const showing = kiosk.showing && (withoutAlarms(kiosk.showing, over) ?? null);
      const next = kiosk.next && (withoutAlarms(kiosk.next, over) ?? null);
      return showing === kiosk.showing && next === kiosk.next ? kiosk : { ...kiosk, showing, next };
    }
    case 'end':
      return kiosk.showing
        ? {
            showing: null,
            next: null,
            quiet: { untilMs: nowMs + rule.holdMs, rank: rankOfCamera(kiosk.showing) },
          }
        : kiosk;
    case 'look':
      return kiosk;
  }
}

function alarmed(kiosk: KioskAlarm, alarm: Alarm, rule: KioskRule, nowMs: number): KioskAlarm {
  const { showing, next, quiet } = kiosk;
  const camera = camerasOf(alarm).find(
    (one) => rule.cameras === null || rule.cameras.includes(one),
  );
  if (
    camera === undefined ||
    !calls(alarm, rule.severities) ||
    (quiet && quiet.untilMs > nowMs && quiet.rank >= rankOf(alarm.severity))
  ) {
    return kiosk;
  }
  const news = { camera, alarm, untilMs: nowMs + rule.holdMs };
  if (showing?.camera === camera) {
    return { ...kiosk, showing: { ...showing, ...withAlarm(showing, news) } };
  }
  const known = next?.camera === camera ? next : undefined;
  const later = withAlarm(known, news);
  return next === null || rankOfCamera(later) >= rankOfCamera(next)
    ? { ...kiosk, next: later }
    : kiosk;
}

/** A newer one that is not less grave takes the screen after a while, any other one when its time is over. */
function chosen(kiosk: KioskAlarm, nowMs: number): KioskAlarm {
  const showing = kiosk.showing && kiosk.showing.untilMs > nowMs ? kiosk.showing : null;
  const next = kiosk.next && kiosk.next.untilMs > nowMs ? kiosk.next : null;
  const turns =
    next !== null &&
    (showing === null ||
      (nowMs - showing.sinceMs >= kioskLeastMs && rankOfCamera(next) >= rankOfCamera(showing)));
  if (turns) {
    return { ...kiosk, showing: { ...next, sinceMs: nowMs }, next: null };
  }
  return showing === kiosk.showing && next === kiosk.next ? kiosk : { ...kiosk, showing, next };
}
