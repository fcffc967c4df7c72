import { anonymousViewer, principalOf } from '../access/principal.js';
import type { Principal } from '../access/principal.js';
import { SessionEvents } from '../access/session-events.js';
import { ProblemError } from '../errors/problem-error.js';
import { Audience } from './audience.js';
import type { PutOut } from './audience.js';
import type { CameraRequest } from './find-camera.js';

const person = (username: string, credentialId = `${username}-session`): Principal =>
  principalOf({
    username,
    credentialId,
    role: 'viewer',
    via: 'session',
    mustChangePassword: false,
  });

const camera = (principal: Principal, number = 1): CameraRequest => ({
  recorder: 'hq',
  camera: number,
  principal,
});

const words = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof ProblemError ? `${error.status} ${error.message}` : 'another error';
  }
};

describe('Audience', () => {
  it('has a limit for one person and one for all, and room again when somebody goes', () => {
    const audience = new Audience(new SessionEvents(), { total: 3, perPrincipal: 2 });
    const enter = (name: string) => audience.enter(camera(person(name)), 'webrtc', () => undefined);
    const leave = enter('anna');
    enter('anna');
    expect(words(() => enter('anna'))).toContain('503 You have 2 pictures open');
    enter('bert');
    expect(words(() => enter('carl'))).toContain('503 All 3 viewings');
    expect(audience.count('webrtc')).toBe(3);
    leave();
    leave();
    expect(audience.count('webrtc')).toBe(2);
    expect(words(() => enter('anna'))).toBeUndefined();
  });

  it('puts out who signs out, and nobody else', async () => {
    const events = new SessionEvents();
    const audience = new Audience(events);
    audience.onApplicationBootstrap();
    const out: [string, PutOut][] = [];
    const enter = (principal: Principal) =>
      audience.enter(camera(principal), 'hls', (why) => void out.push([principal.username, why]));
    enter(person('anna', 'one'));
    enter(person('anna', 'two'));
    enter(anonymousViewer);
    events.revoke(['one']);
    expect(out).toEqual([['anna', 'signed-out']]);
    await audience.beforeApplicationShutdown();
    expect(out.map(([, why]) => why)).toEqual(['signed-out', 'shutdown', 'shutdown', 'shutdown']);
    expect(words(() => enter(anonymousViewer))).toContain('shutting down');
  });

  it('puts out who is gone, and who may not see his camera any more, and asks for each once', async () => {
    const audience = new Audience(new SessionEvents());
    const out: string[] = [];
    const enter = (principal: Principal, number: number): (() => void) => {
      const leave = audience.enter(camera(principal, number), 'mjpeg', (why) => {
        out.push(`${principal.username} ${number} ${why}`);
        leave();
      });
      return leave;
    };
    enter(person('anna'), 1);
    enter(person('anna'), 2);
    enter(person('bert'), 1);
    enter(person('carl'), 1);
    enter(anonymousViewer, 1);
    const asked: string[] = [];
    const renew = (principal: Principal): Promise<Principal | undefined> => {
      asked.push(principal.username);
      switch (principal.username) {
        case 'anna':
          return Promise.resolve({
            ...principal,
            mayView: (recorder, number) => recorder === 'hq' && number === 1,
          });
        case 'bert':
          return Promise.resolve(undefined);
        case 'carl':
          return Promise.reject(new Error('no database'));
        default:
          return Promise.resolve(principal);
      }
    };
    await expect(audience.recheck(renew)).rejects.toThrow('no database');
    expect(asked).toEqual(['anna', 'bert', 'carl', 'anonymous']);
    expect(out.toSorted()).toEqual(['anna 2 not-allowed', 'bert 1 signed-out']);
    expect(audience.count('mjpeg')).toBe(3);
    await audience.recheck((principal) => Promise.resolve(principal));
    expect(out).toHaveLength(2);
  });
});
