import { alarmCatalogue, findAlarmRow } from './alarm-catalogue.js';
import { alarmClassMeaning, readAlarmClass, writeAlarmClass } from './alarm-class.js';

/** The ids of list B.4, by category. */
const documented = {
  1: [1, 2, 3, 4],
  2: [
    0x00, 0x01, 0x02, 0x03, 0x04, 0x0f, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x18, 0x20, 0x21,
    0x22, 0x23, 0x24, 0x25, 0x26, 0x28, 0x29, 0x2a, 0x2c, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36,
    0x40, 0x41, 0x42, 0x43, 0x44, 0x45, 0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x60, 0x61, 0x62,
    0x63, 0x64, 0x65, 0xe0, 0xf0, 0xf1,
  ],
  3: [0x01, 0x02, 0x03, 0x04, 0x10, 0x11, 0x20, 0x21, 0x22],
} as const;

describe('alarmCatalogue', () => {
  it('B.4: has every message of the tables, once and in order', () => {
    const expected = Object.entries(documented).flatMap(([category, ids]) =>
      ids.map((messageId) => ({ category: Number(category), messageId })),
    );
    expect(alarmCatalogue.map(({ category, messageId }) => ({ category, messageId }))).toEqual(
      expected,
    );
  });

  it.each([
    [2, 0x31, 'POWER RECOVERD'],
    [2, 0x35, 'CAM ** VIDEO RECOVERED'],
    [2, 0x45, 'CAM xx COMMUNICATION RECOVERD(AUDIO)'],
    [2, 0x2c, 'HDDy SWAP WARNING ***'],
    [3, 0x11, 'VIDEO RECOVER **ch'],
  ])('A12: spells %d/%d as the document does', (category, messageId, sent) => {
    expect(findAlarmRow(category, messageId)?.sent).toBe(sent);
  });

  it('has the texts of extension units', () => {
    const row = findAlarmRow(2, 0x64);
    expect([row?.sent, row?.sentByExtensionUnit]).toEqual([
      'MAIN RAID6 RECOVERY FAILURE',
      'EXTx RAID6 RECOVERY FAILURE',
    ]);
  });

  it('B.4: recoveries end the fault they belong to, about the same thing', () => {
    const pairs = alarmCatalogue
      .filter(({ kind }) => kind === 'recovery')
      .map(({ category, messageId, recovers, about }) => {
        const fault = findAlarmRow(recovers?.category ?? 0, recovers?.messageId ?? 0);
        expect([fault?.kind, fault?.about, fault?.category]).toEqual(['fault', about, category]);
        return [category, fault?.messageId, messageId];
      });
    expect(pairs).toEqual([
      [2, 0x30, 0x31],
      [2, 0x34, 0x35],
      [2, 0x40, 0x41],
      [2, 0x44, 0x45],
      [2, 0xf0, 0xf1],
      [3, 0x10, 0x11],
    ]);
    expect(
      alarmCatalogue.filter(({ kind, recovers }) => (kind === 'recovery') !== (recovers !== null)),
    ).toEqual([]);
  });

  it.each([
    ['a contact', 2, 0x01, 'alarm', 'critical'],
    ['emergency recording', 2, 0x04, 'alarm', 'critical'],
    ['disks that fill', 2, 0x0f, 'information', 'warning'],
    ['RAID 5 without redundancy', 2, 0x23, 'fault', 'critical'],
    ['RAID 6 with one disk less', 2, 0x61, 'fault', 'warning'],
    ['power loss', 2, 0x30, 'fault', 'critical'],
    ['power back', 2, 0x31, 'recovery', 'info'],
    ['sleep', 2, 0xe0, 'information', 'warning'],
    ['alarms suspended', 2, 0xf0, 'fault', 'warning'],
  ])('%s', (_name, category, messageId, kind, severity) => {
    expect(findAlarmRow(category, messageId)).toMatchObject({ kind, severity });
  });

  it.each([
    [2, 0x17],
    [0, 0x01],
    [4, 0x01],
    [1, 0x101],
    [2, -255],
  ])('A14: %d/%d is not known', (category, messageId) => {
    expect(findAlarmRow(category, messageId)).toBeUndefined();
  });
});

describe('alarm classes', () => {
  it.each([
    [0x00, 'notification', 0, 'info'],
    [0x21, 'terminal', 1, 'critical'],
    [0x41, 'motion', 1, 'warning'],
    [0x68, 'command', 8, 'critical'],
    [0x81, 'sabotage', 1, 'critical'],
    [0xa9, 'reserved-5', 9, 'warning'],
    [0xc0, 'reserved-6', 0, 'warning'],
    [0xff, 'record', 31, 'warning'],
  ] as const)('A15, A16: %d is %s, terminal %d', (byte, alarmClass, terminal, severity) => {
    expect(readAlarmClass(byte)).toEqual({ class: alarmClass, terminal });
    expect(writeAlarmClass(alarmClass, terminal)).toBe(byte);
    expect(alarmClassMeaning(alarmClass).severity).toBe(severity);
  });

  it.each([32, -1, 0.5])('do not take terminal %d', (terminal) => {
    expect(writeAlarmClass('terminal', terminal)).toBeUndefined();
  });
});
