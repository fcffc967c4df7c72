import { whyNoSession } from './session-capacity.js';

describe('whyNoSession', () => {
  it.each([
    ['the first one on an empty recorder', { used: 0, max: 16, held: 0 }, undefined],
    [
      'the first one on a recorder that others nearly fill',
      { used: 15, max: 16, held: 0 },
      undefined,
    ],
    [
      'the first one on a full recorder',
      { used: 16, max: 16, held: 0 },
      { kind: 'sessions-full', max: 16 },
    ],
    ['the first one when nobody knows', { used: null, max: null, held: 0 }, undefined],
    ['a second one with room', { used: 3, max: 16, held: 1 }, undefined],
    [
      'a second one that would leave too few for people',
      { used: 12, max: 16, held: 1 },
      { kind: 'own-limit', limit: 12 },
    ],
    ['a thirteenth', { used: null, max: null, held: 12 }, { kind: 'own-limit', limit: 12 }],
  ] as const)('%s', (_name, counts, expected) => {
    expect(whyNoSession({ ...counts, uidLimit: 12 })).toEqual(expected);
  });
});
