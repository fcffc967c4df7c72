import { sampleDisk, sampleFacts } from '../../information/testing/sample-facts.js';
import { judgeRecorder } from '../../information/health/recorder-health.js';
import { informationFindings } from './information.finding.js';

describe('informationFindings', () => {
  it('says of each recorder whether everything is recorded', () => {
    const { recorder } = sampleFacts();
    const healths = [
      sampleFacts(),
      sampleFacts({ recorder: { ...recorder, id: 'annex', clockOffsetMs: 5_000 } }),
      sampleFacts({
        recorder: { ...recorder, id: 'gate' },
        disks: {
          value: [sampleDisk({ capacityGb: null, recording: false, from: null, to: null })],
          asOfMs: 0,
          reason: undefined,
        },
      }),
      sampleFacts({ recorder: { ...recorder, id: 'far', state: 'offline', reason: 'no answer' } }),
    ].map(judgeRecorder);
    const findings = informationFindings(healths);
    expect(findings.map(({ name, state }) => [name, state])).toEqual([
      ['recordings of hq', 'ok'],
      ['recordings of annex', 'warning'],
      ['recordings of gate', 'problem'],
      ['recordings of far', 'ok'],
    ]);
    expect(findings.map(({ advice }) => advice === null)).toEqual([true, false, false, true]);
    expect(findings[1]?.detail).toBe(
      "Recording on 1 disk, 10 days back; the recorder's clock is 5 s ahead.",
    );
  });
});
