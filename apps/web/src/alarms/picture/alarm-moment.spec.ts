import { sampleAlarm } from '../../testing/sample-alarm.js';
import { alarmMomentMs, alarmRecordingQuery } from './alarm-moment.js';

const received = '2026-11-21T10:00:00.000Z';

describe('moment of an alarm', () => {
  it.each<[string, string | null, number | null, string]>([
    ['as the device wrote it', '2026-11-21T18:59:58+09:00', 0, '2026-11-21T09:59:58.000Z'],
    [
      'by the clock of a recorder that is ahead',
      '2026-11-21T10:05:01Z',
      300_000,
      '2026-11-21T10:05:01.000Z',
    ],
    ['when it was received, without a time', null, 0, received],
    ['when it was received, by the recorder’s clock', null, 5_000, '2026-11-21T10:00:05.000Z'],
    ['when it was received, if the device is a year off', '2025-11-21T10:00:00Z', null, received],
    ['when it was received, if the time is none', 'yesterday', null, received],
  ])('%s', (_name, occurredAt, offsetMs, expected) => {
    const moment = alarmMomentMs({ receivedAt: received, occurredAt }, offsetMs);
    expect(new Date(moment).toISOString()).toBe(expected);
  });

  it('links to the recording 10 s before, with all cameras of an emergency recording, nine at most', () => {
    expect(alarmRecordingQuery(sampleAlarm(1), 0)).toEqual({
      cameras: 'hq:1',
      at: '2026-11-21T09:59:50Z',
    });
    const cameras = Array.from({ length: 16 }, (_, index) => index + 1);
    expect(alarmRecordingQuery(sampleAlarm(1, { camera: null, cameras }), 0)?.['cameras']).toBe(
      'hq:1,hq:2,hq:3,hq:4,hq:5,hq:6,hq:7,hq:8,hq:9',
    );
    expect(alarmRecordingQuery(sampleAlarm(1, { camera: null }), 0)).toBeNull();
    expect(alarmRecordingQuery(sampleAlarm(1, { recorder: null }), 0)).toBeNull();
  });
});
