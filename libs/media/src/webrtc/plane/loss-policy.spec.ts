import fc from 'fast-check';
import { initialLossState, lossTransition, residualLoss } from './loss-policy.js';
import type { LossEvent } from './loss-policy.js';

const reports = (...residuals: number[]): LossEvent[] =>
  residuals.map((residual) => ({ kind: 'report', residual }));
const answers = (...times: number[]): LossEvent[] =>
  times.map((atMs) => ({ kind: 'key-frame-answered', atMs }));

const choices = (events: readonly LossEvent[]): string => {
  let state = initialLossState;
  return events
    .map((event) => {
      state = lossTransition(state, event);
      return state.choice === 'key-pictures' ? 'k' : 'a';
    })
    .join('');
};

describe('lossTransition', () => {
  it.each([
    { name: 'no loss', events: reports(0, 0, 0, 0), expected: 'aaaa' },
    { name: 'three bad reports', events: reports(0.16, 0.5, 1), expected: 'aak' },
    { name: 'exactly 15 %', events: reports(0.15, 0.15, 0.15, 0.15), expected: 'aaaa' },
    {
      name: 'a good one between',
      events: reports(0.2, 0.2, 0.1, 0.2, 0.2, 0.2),
      expected: 'aaaaak',
    },
    {
      name: 'four good reports lead back',
      events: reports(0.2, 0.2, 0.2, 0, 0.04, 0, 0),
      expected: 'aakkkka',
    },
    {
      name: 'a middling one begins the count anew',
      events: reports(0.2, 0.2, 0.2, 0, 0, 0, 0.05, 0, 0, 0, 0),
      expected: 'aakkkkkkkka',
    },
    { name: 'four answers within 3 s', events: answers(0, 900, 1_800, 2_700), expected: 'aaak' },
    {
      name: 'four answers in 3 s and more',
      events: answers(0, 1_000, 2_000, 3_000),
      expected: 'aaaa',
    },
    {
      name: 'an answer delays the way back',
      events: [
        ...answers(0, 1, 2, 3),
        ...reports(0, 0, 0),
        ...answers(9_000),
        ...reports(0, 0, 0, 0),
      ],
      expected: 'aaakkkkkkkka',
    },
  ])('$name', ({ events, expected }) => {
    expect(choices(events)).toBe(expected);
  });

  it('remembers a bounded amount whatever happens', () => {
    const event = fc.oneof(
      fc.record({ kind: fc.constant('report' as const), residual: fc.double({ min: 0, max: 1 }) }),
      fc.record({ kind: fc.constant('key-frame-answered' as const), atMs: fc.nat(10_000) }),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 200 }), (events) => {
        const state = events.reduce(lossTransition, initialLossState);
        expect(state.answersMs.length).toBeLessThanOrEqual(3);
        expect(state.badReports).toBeLessThan(state.choice === 'all-pictures' ? 3 : 201);
      }),
    );
  });
});

describe('residualLoss', () => {
  it.each([
    ['all repaired', { fractionLost: 0.2, asked: 50, askedAgain: 0, keyFrameRequests: 0 }, 0],
    [
      'a tenth lost twice',
      { fractionLost: 0.2, asked: 50, askedAgain: 5, keyFrameRequests: 0 },
      0.02,
    ],
    ['could not repair', { fractionLost: 0.2, asked: 50, askedAgain: 0, keyFrameRequests: 1 }, 0.2],
    ['asks for nothing', { fractionLost: 0.2, asked: 0, askedAgain: 0, keyFrameRequests: 0 }, 0.2],
    [
      'asks again and again',
      { fractionLost: 0.2, asked: 1, askedAgain: 9, keyFrameRequests: 0 },
      0.2,
    ],
  ])('%s', (_name, evidence, expected) => {
    expect(residualLoss(evidence)).toBeCloseTo(expected, 10);
  });
});
