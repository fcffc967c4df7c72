import type { Alarm } from '@casement/contract';
import { sampleAlarm } from '../testing/sample-alarm.js';
import { clockOf, dayOf, momentOf, writtenOf } from './alarm-times.js';
import {
  type AlarmNames,
  classWords,
  countWords,
  lostWords,
  placeWords,
  repeatWords,
  severityMark,
  stateWords,
} from './alarm-words.js';
import { wantsAnswer } from './wants-answer.js';

const names: AlarmNames = {
  recorder: (id) => (id === 'hq' ? 'Head office' : undefined),
  camera: (_recorder, camera) => (camera === 1 ? 'Gate' : undefined),
};

describe('words of alarms', () => {
  it.each<[Partial<Alarm>, string]>([
    [{ camera: 1 }, 'Gate, Head office'],
    [{ camera: 9 }, 'Camera 9, Head office'],
    [{ camera: null }, 'Head office'],
    [{ recorder: 'shed', camera: null }, 'shed'],
    [{ recorder: null }, 'Unknown sender 00:80:45:0D:12:34'],
    [{ recorder: null, source: { address: '192.0.2.7', mac: null } }, 'Unknown sender 192.0.2.7'],
    [{ recorder: null, class: 'gateway' }, 'Casement'],
  ])('is at %j: %s', (change, words) => {
    expect(placeWords(sampleAlarm(1, change), names)).toBe(words);
  });

  it.each<[Partial<Alarm>, string]>([
    [{}, 'open'],
    [{ open: false }, ''],
    [{ open: false, closedBy: 12 }, 'over since number 12'],
    [{ open: false, acknowledged: { by: 'anna', at: '' } }, 'acknowledged by anna'],
  ])('stands like %j: %s', (change, words) => {
    expect(stateWords(sampleAlarm(1, change))).toBe(words);
  });

  it.each<[Partial<Alarm>, string]>([
    [{ severity: 'critical' }, 'bad'],
    [{ severity: 'warning' }, 'warn'],
    [{ severity: 'info' }, 'idle'],
    [{ severity: 'warning', kind: 'recovery' }, 'ok'],
  ])('is drawn for %j as %s', (change, mark) => {
    expect(severityMark(sampleAlarm(1, change))).toBe(mark);
  });

  it.each<[Partial<Alarm>, boolean]>([
    [{}, true],
    [{ kind: 'fault', open: false, closedBy: 3 }, true],
    [{ kind: 'recovery' }, false],
    [{ acknowledged: { by: 'anna', at: '' } }, false],
  ])('wants an answer for %j: %j', (change, wants) => {
    expect(wantsAnswer(sampleAlarm(1, change))).toBe(wants);
  });

  it('counts in words', () => {
    expect([0, 1, 3].map((lostBefore) => lostWords(sampleAlarm(1, { lostBefore })))).toEqual([
      null,
      '1 notification of this device was lost before this one',
      '3 notifications of this device were lost before this one',
    ]);
    expect([0, 1, 2].map((repeats) => repeatWords(sampleAlarm(1, { repeats })))).toEqual([
      null,
      'came once more',
      'came 2 more times',
    ]);
    expect([1, 1_234].map(countWords)).toEqual(['1 alarm', '1,234 alarms']);
    expect(classWords(sampleAlarm(1, { class: 'terminal', terminal: 4 }))).toBe(
      'terminal alarm, terminal 4',
    );
    expect(classWords(sampleAlarm(1, { class: 'reserved-5' }))).toBe('reserved-5');
  });
});

describe('times of alarms', () => {
  const local = new Date(2026, 10, 21, 4, 3, 7).toISOString();

  it('are those of this browser', () => {
    expect(clockOf(local)).toBe('04:03:07');
    expect(dayOf(local, Date.parse(local))).toBe('21 Nov');
    expect(dayOf(local, new Date(2027, 1, 1).getTime())).toBe('21 Nov 2026');
    expect(momentOf(local, Date.parse(local))).toBe('21 Nov 04:03:07');
  });

  it.each([
    ['2026-11-21T14:03:07+09:00', '2026-11-21 14:03:07 +09:00'],
    ['2026-11-21T14:03:07.250Z', '2026-11-21 14:03:07 UTC'],
    ['2026-11-21T14:03:07', '2026-11-21 14:03:07'],
    ['soon', 'soon'],
  ])('are shown as a device wrote them: %s', (iso, words) => {
    expect(writtenOf(iso)).toBe(words);
  });

  it('are nothing when they cannot be read', () => {
    expect(momentOf('soon', 0)).toBe('');
  });
});
