import type { LogEntry } from '@casement/protocol';
import { kindOfText, marksOf } from './log-marks.js';

describe('kindOfText', () => {
  it.each<['error' | 'event', string, ReturnType<typeof kindOfText>]>([
    ['error', 'CAM 3 COMMUNICATION ERROR', 'fault'],
    ['error', 'CAM 3 COMMUNICATION RECOVERED', 'recovery'],
    ['error', 'POWER RECOVERD', 'recovery'],
    ['error', 'POWER LOSS', 'fault'],
    ['error', 'RAID5 RECOVERY FAILURE', 'fault'],
    ['error', 'HDD1 EXCHANGE WARNING 10%', 'fault'],
    ['error', 'CAM 01 SD ERR', 'fault'],
    ['error', 'something new', 'fault'],
    ['event', 'SITE(VMD)-2', 'alarm'],
    ['event', 'TERMINAL-1', 'alarm'],
    ['event', 'COMMAND-1', 'alarm'],
    ['event', 'EMERGENCY', 'alarm'],
    ['event', 'ALARM SUSPEND ON', 'information'],
    ['event', 'something new', 'information'],
  ])('%s log: %s', (log, text, kind) => {
    expect(kindOfText(text, log)).toBe(kind);
  });
});

describe('marksOf', () => {
  it('orders by time, in UTC, and leaves out what has none', () => {
    const entry = (time: string, text: string): LogEntry => ({
      number: 1,
      time,
      summerTime: false,
      text,
      camera: 2,
    });
    const marks = marksOf(
      [
        entry('2026-11-21T07:00:00+09:00', 'SITE(VMD)-2'),
        entry('no time', 'SITE(VMD)-2'),
        entry('2026-11-20T07:00:00+09:00', 'TERMINAL-1'),
      ],
      'event',
    );
    expect(marks.map(({ at, kind, text, camera }) => [at, kind, text, camera])).toEqual([
      ['2026-11-19T22:00:00.000Z', 'alarm', 'TERMINAL-1', 2],
      ['2026-11-20T22:00:00.000Z', 'alarm', 'SITE(VMD)-2', 2],
    ]);
  });
});
