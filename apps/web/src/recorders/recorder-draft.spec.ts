import type { Recorder } from '@casement/contract';
import { recorderIdSchema } from '@casement/contract';
import fc from 'fast-check';
import { fingerprintIn, fingerprintLines, shortenFingerprint } from './fingerprint.js';
import {
  checkChange,
  checkNew,
  draftOf,
  newDraft,
  type RecorderDraft,
  suggestId,
} from './recorder-draft.js';

const draft: RecorderDraft = {
  ...newDraft('Asia/Tokyo'),
  id: 'hq',
  name: 'Head office',
  url: '192.0.2.10',
  username: 'admin',
  password: 'secret',
};

const recorder: Recorder = {
  id: 'hq',
  name: 'Head office',
  kind: 'nvr',
  state: 'online',
  reason: null,
  sessions: { used: 1, limit: 16 },
  clockOffsetMs: 0,
  origin: 'database',
  url: 'http://192.0.2.10',
  retryAt: null,
  timeZone: null,
  asleepSince: null,
};

const fingerprint = Array.from({ length: 32 }, (_, index) =>
  index.toString(16).padStart(2, '0'),
).join(':');

describe('checkNew', () => {
  it('makes what the gateway takes, with a scheme before a bare address', () => {
    expect(checkNew(draft)).toMatchObject({
      ok: true,
      value: {
        id: 'hq',
        url: 'http://192.0.2.10',
        timeZone: 'Asia/Tokyo',
        cameras: 'auto',
        pacing: { controlMs: 3000, ptzMs: 200 },
        uidLimit: 12,
      },
    });
  });

  it('reads a list of cameras', () => {
    const result = checkNew({ ...draft, cameras: '1 Gate\n\n 3: Loading bay \n16' });
    expect(result.ok && result.value.cameras).toMatchObject([
      { number: 1, name: 'Gate' },
      { number: 3, name: 'Loading bay' },
      { number: 16 },
    ]);
  });

  it.each<[keyof RecorderDraft, string]>([
    ['id', 'Head Office'],
    ['url', 'ftp://192.0.2.10'],
    ['url', ''],
    ['username', ' '],
    ['cameras', 'Gate'],
    ['cameras', '200 Gate'],
    ['uidLimit', 'many'],
    ['controlMs', '-1'],
    ['fingerprint', 'AB:CD'],
  ])('says what is wrong with %s "%s"', (field, value) => {
    const result = checkNew({ ...draft, [field]: value });
    expect(result.ok ? null : Object.keys(result.errors)).toEqual([field]);
  });
});

describe('checkChange', () => {
  it('sends nothing when nothing was changed', () => {
    expect(checkChange(draftOf(recorder), recorder)).toEqual({ ok: true, value: {} });
  });

  it('never fills the password in, and sends it only when it was typed', () => {
    expect(draftOf(recorder).password).toBe('');
    expect(checkChange({ ...draftOf(recorder), password: 'new' }, recorder)).toEqual({
      ok: true,
      value: { password: 'new' },
    });
  });

  it('sends what differs', () => {
    const changed = { ...draftOf(recorder), name: 'HQ', transport: 'http', uidLimit: '4' } as const;
    expect(checkChange(changed, recorder)).toEqual({
      ok: true,
      value: { name: 'HQ', transport: 'http', uidLimit: 4 },
    });
  });
});

describe('suggestId', () => {
  it.each([
    ['Head office', [], 'head-office'],
    ['Büro Köln', [], 'buro-koln'],
    ['本社', [], 'recorder'],
    ['Head office', ['head-office', 'head-office-2'], 'head-office-3'],
  ])('%s', (name, taken, id) => {
    expect(suggestId(name, taken)).toBe(id);
  });

  it('is always an id', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string(), { maxLength: 20 }), (name, taken) => {
        expect(recorderIdSchema.safeParse(suggestId(name, taken)).success).toBe(true);
      }),
    );
  });
});

describe('fingerprintIn', () => {
  it('finds the fingerprint in the words of a refused certificate', () => {
    const found = fingerprintIn(
      `the certificate is not trusted; its SHA-256 fingerprint is ${fingerprint}.`,
    );
    expect(found).toBe(fingerprint.toUpperCase());
    expect(fingerprintLines(found ?? '')).toHaveLength(4);
  });

  it('is shortened where it only gets in the way', () => {
    expect(shortenFingerprint(`not trusted: ${fingerprint} (new)`)).toBe(
      'not trusted: 00:01:02:03:…:1e:1f (new)',
    );
  });

  it.each([null, 'no answer', 'AB:CD'])('finds none in %s', (reason) => {
    expect(fingerprintIn(reason)).toBeUndefined();
  });
});
