import type { AlarmDestination, AlarmStatus, Finding } from '@casement/contract';
import { alarmFindings } from './alarms.finding.js';

const status = (changes: Partial<AlarmStatus> = {}): AlarmStatus => ({
  listening: true,
  words: 'listening on 0.0.0.0:1818',
  connections: 0,
  counters: {},
  storage: { state: 'ok', reason: null, waiting: 0, dropped: 0 },
  destinations: [],
  ...changes,
});
const destination = (changes: Partial<AlarmDestination>): AlarmDestination => ({
  kind: 'forward',
  address: '192.0.2.20:1818',
  state: 'idle',
  reason: null,
  sent: 1,
  failed: 0,
  skipped: 0,
  waiting: 0,
  dropped: 0,
  lastSentAt: null,
  ...changes,
});
const find = (changes: Partial<AlarmStatus>, allowed = 0, recorders = 1): readonly Finding[] =>
  alarmFindings({ status: status(changes), allowed, recorders });

describe('alarmFindings', () => {
  it('is content with a port that listens and alarms that are stored', () => {
    expect(find({})).toEqual([
      { name: 'alarm port', state: 'ok', detail: 'Listening on 0.0.0.0:1818.', advice: null },
      {
        name: 'alarm storage',
        state: 'ok',
        detail: 'Alarms are on disk as soon as they come.',
        advice: null,
      },
    ]);
  });

  it('says why nothing is received', () => {
    const [finding] = find({ listening: false, words: 'port 1818 is taken by another program' });
    expect(finding).toMatchObject({
      state: 'problem',
      detail: 'No alarms are received. Port 1818 is taken by another program.',
    });
  });

  it.each([
    [0, 0, true],
    [1, 0, false],
    [0, 1, false],
  ])('with %i ranges allowed and %i recorders: nobody may send is %s', (allowed, recorders, is) => {
    const names = find({}, allowed, recorders).map(({ name }) => name);
    expect(names.includes('alarm senders')).toBe(is);
  });

  it.each<readonly [AlarmStatus['storage'], Finding['state'], string]>([
    [
      { state: 'failing', reason: 'the disk is full', waiting: 7, dropped: 0 },
      'problem',
      'Alarms cannot be stored: the disk is full; 7 wait in memory.',
    ],
    [
      { state: 'failing', reason: null, waiting: 7, dropped: 3 },
      'problem',
      'the database failed; 7 wait in memory. 3 were lost since the start.',
    ],
    [
      { state: 'ok', reason: null, waiting: 0, dropped: 3 },
      'warning',
      'Alarms are stored now, but not all were. 3 were lost since the start.',
    ],
  ])('tells of a storage like %j', (storage, state, words) => {
    const finding = find({ storage }).find(({ name }) => name === 'alarm storage');
    expect(finding?.state).toBe(state);
    expect(finding?.detail).toContain(words);
    expect(finding?.advice).not.toBeNull();
  });

  it.each<readonly [Partial<AlarmDestination>, Finding['state'], string]>([
    [{}, 'ok', 'alarm receiver 192.0.2.20:1818'],
    [{ kind: 'mqtt', address: 'mqtt://b', state: 'sending' }, 'ok', 'alarm MQTT broker mqtt://b'],
    [{ state: 'retrying', reason: 'refused' }, 'warning', 'alarm receiver 192.0.2.20:1818'],
    [
      { kind: 'webhook', address: 'https://h', state: 'failing' },
      'problem',
      'alarm webhook https://h',
    ],
  ])('tells of a destination like %j', (changes, state, name) => {
    const finding = find({ destinations: [destination(changes)] }).at(-1);
    expect(finding).toMatchObject({ state, name });
  });
});
