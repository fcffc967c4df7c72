import type { Finding } from '@casement/contract';
import { doctorSummary, doctorText, findingMark } from './doctor.js';

const finding = (state: Finding['state'], change: Partial<Finding> = {}) => ({
  name: `Check ${state}`,
  state,
  detail: 'found',
  advice: null,
  ...change,
});

describe('the doctor’s findings', () => {
  it.each([
    [['ok', 'ok'], 'Everything is in order.'],
    [['ok', 'problem'], '1 problem, 1 in order'],
    [['warning', 'problem', 'problem'], '2 problems, 1 thing could be better, 0 in order'],
    [['warning', 'warning', 'ok'], '2 things could be better, 1 in order'],
  ] as const)('%j: %s', (states, words) => {
    expect(doctorSummary(states.map((state) => finding(state)))).toBe(words);
  });

  it('always have words beside their colour', () => {
    const words = (['ok', 'warning', 'problem'] as const).map(
      (state) => findingMark(finding(state)).words,
    );
    expect(new Set(words).size).toBe(3);
  });

  it('become text that can be sent to somebody', () => {
    const findings = [
      finding('ok', { name: 'Node', detail: 'version 24.9.0' }),
      finding('problem', { name: 'ffmpeg', detail: 'not found', advice: 'apt-get install ffmpeg' }),
    ];
    expect(doctorText(findings, new Date(0))).toBe(
      [
        'Casement doctor, 1970-01-01T00:00:00.000Z',
        '',
        '[ok] Node: version 24.9.0',
        '[problem] ffmpeg: not found',
        '    advice: apt-get install ffmpeg',
        '',
      ].join('\n'),
    );
  });
});
