import type { NvrServer } from '../nvr/nvr-server.js';
import type { Recorder } from '../nvr/recorder.js';
import type { Action } from './action.js';

/** Does what was asked and says what came of it. @throws {RangeError} for a camera that is not there. */
export function performAction(
  action: Action,
  recorder: Recorder,
  server: NvrServer,
): Readonly<Record<string, unknown>> {
  switch (action.name) {
    case 'reboot':
      server.reboot(action.downS * 1000);
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
    case 'set-clock':
      recorder.recorderClock.offsetMs = action.offsetMs;
      return { offsetMs: action.offsetMs };
  }
}
