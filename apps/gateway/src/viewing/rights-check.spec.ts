import { Logger } from '@nestjs/common';
import type { AuthenticationService } from '../access/authentication.service.js';
import { type Principal, principalOf } from '../access/principal.js';
import { SessionEvents } from '../access/session-events.js';
import { ManualClock } from '../net/testing/manual-clock.js';
import { Audience } from './audience.js';
import { RightsCheck } from './rights-check.js';

const anna = principalOf({
  username: 'anna',
  role: 'viewer',
  via: 'session',
  credentialId: 'anna-session',
  mustChangePassword: false,
});

describe('RightsCheck', () => {
  beforeAll(() => {
    Logger.overrideLogger(false);
  });

  it('looks every few seconds, also after it could not, until the gateway ends', async () => {
    const clock = new ManualClock();
    const audience = new Audience(new SessionEvents());
    let answer: () => Promise<Principal | undefined> = () => Promise.resolve(anna);
    let asked = 0;
    const authentication: Pick<AuthenticationService, 'renew'> = {
      renew: () => {
        asked += 1;
        return answer();
      },
    };
    const check = new RightsCheck(audience, authentication as AuthenticationService, clock);
    check.onApplicationBootstrap();
    const out: string[] = [];
    audience.enter({ recorder: 'hq', camera: 1, principal: anna }, 'webrtc', (why) => {
      out.push(why);
    });
    const round = (): Promise<void> => clock.advance(3_000);
    await round();
    answer = () => Promise.reject(new Error('no database'));
    await round();
    expect([asked, out]).toEqual([2, []]);
    answer = () => Promise.resolve({ ...anna, mayView: () => false });
    await round();
    expect(out).toEqual(['not-allowed']);
    answer = () => Promise.resolve(undefined);
    await round();
    expect(out).toEqual(['not-allowed', 'signed-out']);
    check.beforeApplicationShutdown();
    await round();
    expect(asked).toBe(4);
  });
});
