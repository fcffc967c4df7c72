import fc from 'fast-check';
import { retryAfterMs, judgeAnswer } from './webhook-answer.js';
import { deliveryId, signWebhook, webhookHeaders } from './webhook-request.js';
import { webhookTarget } from './webhook-target.js';
import { storedAlarm } from './testing/stored-alarms.js';

const now = Date.UTC(2026, 10, 21, 7, 8, 9);

describe('a webhook request', () => {
  it('is signed over time stamp and body', () => {
    // printf '1795244889.{"a":1}' | openssl dgst -sha256 -hmac 'a secret'
    expect(signWebhook('a secret', '1795244889', '{"a":1}')).toBe(
      '3d0d9d240e5ac4e6af620ea87e3b2bc3a7f99de2d1b29e8c90de4aac937d3d51',
    );
    const request = {
      body: '{"a":1}',
      secret: 'a secret',
      delivery: 'd',
      nowMs: 1_795_244_889_999,
    };
    expect(webhookHeaders(request)).toMatchObject({
      'x-casement-timestamp': '1795244889',
      'x-casement-signature': `sha256=${signWebhook('a secret', '1795244889', '{"a":1}')}`,
      'x-casement-delivery': 'd',
      'content-type': 'application/json',
    });
  });

  it('has an id that is the same for all attempts and different for everything else', () => {
    const { alarm } = storedAlarm(7);
    const id = deliveryId('webhook a', alarm);
    expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(deliveryId('webhook a', { ...alarm, repeats: 3 })).toBe(id);
    expect(deliveryId('webhook b', alarm)).not.toBe(id);
    expect(deliveryId('webhook a', storedAlarm(8).alarm)).not.toBe(id);
  });
});

describe('judgeAnswer', () => {
  it.each([
    [200, 'taken'],
    [204, 'taken'],
    [299, 'taken'],
    [301, 'refused'],
    [307, 'refused'],
    [400, 'refused'],
    [403, 'refused'],
    [404, 'refused'],
    [410, 'refused'],
    [429, 'later'],
    [500, 'later'],
    [503, 'later'],
  ])('%i: %s', (status, kind) => {
    expect(judgeAnswer(status, undefined, now)).toMatchObject({ kind });
  });

  it('says that redirects are not followed', () => {
    expect(judgeAnswer(302, undefined, now)).toEqual({
      kind: 'refused',
      words: 'it answered 302; redirects are not followed',
    });
  });

  it.each([
    ['7', 7_000],
    [' 0 ', 0],
    ['Sat, 21 Nov 2026 07:09:09 GMT', 60_000],
    ['Sat, 21 Nov 2026 07:00:00 GMT', 0],
    ['999999', 3_600_000],
    ['soon', undefined],
    ['-1', undefined],
    ['1.5', undefined],
    ['2026', 2_026_000],
    ['Sat, 99 Xyz 2026 07:09:09 GMT', undefined],
    ['', undefined],
  ])('Retry-After %j: %s ms', (header, waitMs) => {
    expect(retryAfterMs(header, now)).toBe(waitMs);
  });

  it('never waits for more than an hour, whatever the header says', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        const waitMs = retryAfterMs(header, now) ?? 0;
        expect(waitMs >= 0 && waitMs <= 3_600_000).toBe(true);
      }),
    );
  });
});

describe('webhookTarget', () => {
  it('takes an address apart and shows nothing of its secrets', () => {
    const target = webhookTarget(
      'https://user:p%40ss@hooks.example:8443/services/T0123456789abcdefXYZ/in?token=hush',
    );
    expect(target).toMatchObject({
      origin: 'https://hooks.example:8443',
      path: '/services/T0123456789abcdefXYZ/in?token=hush',
      authorization: `Basic ${Buffer.from('user:p@ss').toString('base64')}`,
      address: 'https://hooks.example:8443/services/T012…/in',
    });
    expect(`${target.address}${target.fingerprint}`).not.toMatch(/hush|user|p@ss|p%40ss|abcdef/);
  });

  it('keeps its fingerprint when only password or query change', () => {
    const { fingerprint } = webhookTarget('https://a.example/in?token=1');
    expect(webhookTarget('https://u:p@a.example/in?token=2').fingerprint).toBe(fingerprint);
    expect(webhookTarget('https://a.example/out').fingerprint).not.toBe(fingerprint);
    expect(webhookTarget('http://a.example').authorization).toBeNull();
  });

  it('never shows user, password or query of any address', () => {
    const secret = fc.stringMatching(/^[g-z]{12}$/);
    fc.assert(
      fc.property(secret, secret, secret, (user, password, token) => {
        const target = webhookTarget(`https://${user}:${password}@a.example/in?key=${token}`);
        const shown = JSON.stringify([target.address, target.fingerprint, target.origin]);
        for (const hidden of [user, password, token]) {
          expect(shown).not.toContain(hidden);
        }
      }),
    );
  });
});
