import type { SiteAlarms } from '../alarms/site-alarms.js';
import type { NvrServer } from '../nvr/nvr-server.js';
import type { Recorder } from '../nvr/recorder.js';
import { ptzLimits } from '../media/index.js';
import type { PtzView } from '../media/index.js';
import type { Action } from './action.js';

/** What actions act on. */
export type ActionTarget = {
  readonly recorder: Recorder;
  readonly server: NvrServer;
  readonly alarms: SiteAlarms;
  /** Makes the black pictures, which takes a moment the first time: until then there are none. */
  readonly prepareSleep: () => void;
};

/**
 * Does what was asked and says what came of it.
 *
 * @throws {RangeError} for a camera that is not there, and for an alarm that cannot be sent
 */
export function performAction(
  action: Action,
  { recorder, server, alarms, prepareSleep }: ActionTarget,
): Readonly<Record<string, unknown>> {
  const reboot = (downMs: number): void => {
    alarms.restart();
    server.reboot(downMs);
  };
  switch (action.name) {
    case 'reboot':
      reboot(action.downS * 1000);
      return { downS: action.downS };
    case 'evict-uid':
      return { evicted: recorder.evictUid() ?? null };
    case 'expire-uids':
      return { expired: recorder.expireUids() };
    case 'expire-nonces':
      recorder.expireNonces();
      return {};
    case 'reset-connections': {
      const { connections } = server;
      server.resetConnections();
      return { connections };
    }
    case 'set-connection': {
      const camera = recorder.cameras.get(action.camera);
      if (camera === undefined) {
        throw new RangeError(`there is no camera ${action.camera} in the scenario`);
      }
      camera.connection = action.connection;
      return { camera: action.camera, connection: action.connection };
    }
    case 'set-ptz':
      return setPtz(recorder, action);
    case 'set-clock':
      recorder.recorderClock.offsetMs = action.offsetMs;
      return { offsetMs: action.offsetMs };
    case 'send-alarm':
      return alarms.raise(action);
    case 'set-alarms':
      alarms.set(action);
      return { destinations: alarms.state.destinations, retries: alarms.state.retries };
    case 'calm':
      return { storms: alarms.calm() };
    case 'power-loss': {
      const { batteryS, downS } = action;
      const downMs = downS * 1000;
      alarms.loseMains({ batteryMs: batteryS * 1000, downMs }, () => reboot(downMs));
      return { batteryS, downS };
    }
    case 'sleep':
      prepareSleep();
      recorder.sleep(action.forS * 1000);
      alarms.raiseByItself({ category: 2, messageId: 0xe0 });
      return { forS: action.forS };
  }
}

function setPtz(
  { cameras, clock }: Recorder,
  action: Extract<Action, { name: 'set-ptz' }>,
): Readonly<Record<string, unknown>> {
  const { camera } = action;
  const ptz = cameras.get(camera)?.ptz;
  if (ptz === undefined) {
    throw new RangeError(`camera ${camera} of the scenario cannot move`);
  }
  const nowMs = clock.nowMs();
  const { pan, tilt, zoom, focus, iris, aux } = { ...ptz.track.viewAt(nowMs), ...defined(action) };
  ptz.noteTime(nowMs);
  ptz.track.set(nowMs, { pan, tilt, zoom, focus, iris, aux });
  return { camera, view: ptz.track.viewAt(nowMs) };
}

/** What an action says of a view. */
function defined(view: { readonly [Key in keyof PtzView]?: number | undefined }): Partial<PtzView> {
  const keys = Object.keys(ptzLimits) as (keyof PtzView)[];
  return Object.assign(
    {},
    ...keys.map((key) => (view[key] === undefined ? {} : { [key]: view[key] })),
  ) as Partial<PtzView>;
}
