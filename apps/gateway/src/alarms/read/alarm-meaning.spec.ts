import { alarmCatalogue } from '@casement/protocol';
import type { AlarmCatalogueRow, AlarmClass, AlarmMessage } from '@casement/protocol';
import { alarmMeaning, type AlarmMeaning, type MeaningFacts } from './alarm-meaning.js';

type Said = {
  readonly category?: number;
  readonly messageId?: number;
  readonly text?: string;
  readonly class?: AlarmClass;
  readonly terminal?: number;
  readonly cameras?: readonly number[];
} & Partial<MeaningFacts>;

function meaningOf(said: Said): AlarmMeaning {
  const { category, messageId = 0, text = '', cameras = [] } = said;
  const message = {
    basic: { class: said.class ?? 'notification', terminal: said.terminal ?? 0 },
    extension: category === undefined ? null : { category, messageId, text, cameras },
  } as unknown as AlarmMessage;
  return alarmMeaning(message, {
    originator: said.originator ?? '00:80:45:0D:12:34',
    camera: said.camera ?? null,
    cameraName: said.cameraName ?? (() => undefined),
  });
}

/** The text of a row as a device would send it. */
const sentWith = ({ sent }: AlarmCatalogueRow, number: string): string =>
  sent
    .replace('x-y', '1-2')
    .replace(/HDD[xy]/, 'HDD1')
    .replace('PORTx', 'PORT2')
    .replace(/\*{2,3}%/, '5%')
    .replace(/\*{2,3}|xx/, number);

describe('alarmMeaning', () => {
  const rows = alarmCatalogue.filter(
    ({ category, messageId }) => category !== 2 || messageId !== 0,
  );
  const named = rows.map(
    (row) => [`${row.category}/0x${row.messageId.toString(16)}`, row] as const,
  );

  it.each(named)('has plain words for %s, which are no text of the tables', (_id, row) => {
    const { title, kind, severity } = meaningOf({ ...row, text: sentWith(row, '03'), camera: 3 });
    expect(title).toMatch(/^[A-Z]/);
    expect(title).not.toMatch(/\*|xx|undefined|null|Unknown/);
    expect(title.toUpperCase()).not.toBe(row.sent);
    expect({ kind, severity }).toEqual({ kind: row.kind, severity: row.severity });
  });

  it.each(named)('has words for %s without anything else', (_id, row) => {
    const { title } = meaningOf({ category: row.category, messageId: row.messageId });
    expect(title).not.toMatch(/\d+ %|undefined|null|Unknown/);
  });

  it.each([
    [
      { category: 2, messageId: 0x01, text: 'TERMINAL ALARM 05ch' },
      'Alarm input 5 of the recorder was triggered',
    ],
    [{ category: 2, messageId: 0x03, text: 'SITE ALARM 05ch' }, 'Alarm at camera 5'],
    [
      { category: 2, messageId: 0x04, cameras: [1, 10, 20, 30] },
      'Emergency recording of cameras 1, 10, 20 and 30',
    ],
    [{ category: 2, messageId: 0x04, cameras: [7] }, 'Emergency recording of camera 7'],
    [
      {
        category: 2,
        messageId: 0x04,
        cameras: Array.from({ length: 32 }, (_, index) => index + 1),
      },
      'Emergency recording of 32 cameras',
    ],
    [{ category: 2, messageId: 0x04 }, 'Emergency recording'],
    [
      { category: 2, messageId: 0x0f, text: 'HDD CAPACITY REMAINS 05%' },
      'The disks have 5 % of their space left',
    ],
    [{ category: 2, messageId: 0x0f }, 'The disks have little of their space left'],
    [
      { category: 2, messageId: 0x18, text: 'HDD3 EXCHANGE WARNING 95%' },
      'Disk 3 should be exchanged (95 %)',
    ],
    [
      { category: 2, messageId: 0x20, text: 'HDD1-2 DISK WARNING' },
      'Disk 1-2 reports that it may fail',
    ],
    [{ category: 2, messageId: 0x23, text: 'HDD1-02 RAID5 1 DOWN' }, 'RAID 5: disk 1-2 has failed'],
    [
      { category: 2, messageId: 0x24, text: 'HDD2 RAID5 2 DOWN' },
      'RAID 5: two disks of unit 2 have failed',
    ],
    [{ category: 2, messageId: 0x2c, text: 'HDD4 SWAP WARNING 123' }, 'Disk 4 should be swapped'],
    [{ category: 2, messageId: 0x32, text: 'FAN ERROR 1-2' }, 'Fan 1-2 has failed'],
    [{ category: 2, messageId: 0x33, text: 'THERMAL ERROR 0-1' }, 'It is too hot at sensor 0-1'],
    [{ category: 2, messageId: 0x34, text: 'VIDEO-LOSS 03' }, 'Video of camera 3 is lost'],
    [{ category: 2, messageId: 0x34, text: 'VIDEO-LOSS', camera: 4 }, 'Video of camera 4 is lost'],
    [{ category: 2, messageId: 0x35, text: 'CAM 03 VIDEO RECOVERED' }, 'Video of camera 3 is back'],
    [
      { category: 2, messageId: 0x41, text: 'CAM 03 COMMUNICATION RECOVERD' },
      'The recorder reaches camera 3 again',
    ],
    [
      { category: 2, messageId: 0x42, text: 'PORT2 NETWORK LINK ERROR' },
      'The network link of port 2 is down',
    ],
    [
      { category: 2, messageId: 0x61, text: 'MAIN RAID6 1 DOWN' },
      'RAID 6: one disk of the main unit has failed',
    ],
    [
      { category: 2, messageId: 0x62, text: 'EXT2 RAID6 2 DOWN' },
      'RAID 6: two disks of extension unit 2 have failed',
    ],
    [
      { category: 2, messageId: 0x65, text: 'EXT RAID6 FORMAT ERROR' },
      'RAID 6 of an extension unit could not be formatted',
    ],
    [
      { category: 1, messageId: 0x03, text: 'SD-MEMORY CAPACITY 08%', camera: 1 },
      'The memory card of camera 1 has 8 % of its space left',
    ],
    [
      { category: 3, messageId: 0x10, text: 'VIDEO LOSS 2ch', camera: 12 },
      'Video of camera 12 is lost',
    ],
    [{ category: 3, messageId: 0x10, text: 'VIDEO LOSS 2ch' }, 'Video of camera 2 is lost'],
    [
      { category: 3, messageId: 0x20, text: 'TERMINAL ALARM 01ch' },
      'Alarm input 1 of the encoder was triggered',
    ],
    [
      { category: 2, messageId: 0x34, text: 'VIDEO-LOSS 03', cameraName: () => 'Gate' },
      'Video of camera 3 (Gate) is lost',
    ],
    [
      { category: 2, messageId: 0x77, text: 'NEW THING 7' },
      'Unknown message 2/0x77 (“NEW THING 7”)',
    ],
    [
      { category: 1, messageId: 0x0a, class: 'motion' as const, camera: 2 },
      'Unknown message 1/0x0A: motion at camera 2',
    ],
    [
      { category: 9, messageId: 1, text: 'x'.repeat(500) },
      `Unknown message 9/0x01 (“${'x'.repeat(80)}…”)`,
    ],
  ])('says %j as %s', (said, title) => {
    expect(meaningOf(said).title).toBe(title);
  });

  it.each<[AlarmClass, number, string, string]>([
    ['terminal', 2, 'alarm critical', 'Alarm input 2 of camera 3 was triggered'],
    ['terminal', 0, 'alarm critical', 'An alarm input of camera 3 was triggered'],
    ['motion', 1, 'alarm warning', 'Motion at camera 3'],
    ['command', 0, 'alarm critical', 'Alarm by command for camera 3'],
    ['sabotage', 0, 'alarm critical', 'Somebody may have tampered with camera 3'],
    ['record', 0, 'alarm warning', 'Alarm at camera 3 that asks for a recording'],
    ['reserved-5', 9, 'alarm warning', 'Alarm of unknown class 5 at camera 3'],
    ['reserved-6', 9, 'alarm warning', 'Alarm of unknown class 6 at camera 3'],
    ['notification', 0, 'information info', 'Notification of camera 3'],
  ])(
    'reads class %s, terminal %i, without and with the extension of a recorder',
    (of, terminal, expected, title) => {
      for (const extension of [{}, { category: 2, messageId: 0 }]) {
        const meaning = meaningOf({ ...extension, class: of, terminal, camera: 3 });
        expect(`${meaning.kind} ${meaning.severity}`).toBe(expected);
        expect(meaning).toMatchObject({ title, fault: null, closes: null });
      }
    },
  );

  it('does not believe a text that says something else (A12)', () => {
    const said = { category: 2, messageId: 0x34, text: 'CAM 03 VIDEO RECOVERED' };
    expect(meaningOf(said)).toMatchObject({ kind: 'fault', title: 'Video of camera 3 is lost' });
  });
});

describe('faults and their recoveries', () => {
  const pairs = alarmCatalogue.filter(({ recovers }) => recovers !== null);
  const faultOf = ({ recovers }: AlarmCatalogueRow): AlarmCatalogueRow =>
    alarmCatalogue.find(
      ({ category, messageId }) =>
        category === recovers?.category && messageId === recovers.messageId,
    )!;

  it('has the six pairs of the document', () => {
    expect(pairs).toHaveLength(6);
  });

  it.each(pairs.map((row) => [row.sent, row] as const))(
    '%s ends its own fault only',
    (_sent, row) => {
      const fault = (number: string, more: Said = {}): string | null =>
        meaningOf({ ...faultOf(row), text: sentWith(faultOf(row), number), ...more }).fault;
      const closes = (number: string, more: Said = {}): string | null =>
        meaningOf({ ...row, text: sentWith(row, number), ...more }).closes;
      expect(fault('03')).not.toBeNull();
      expect(closes('03')).toBe(fault('03'));
      expect(closes('3')).toBe(fault('03'));
      expect(closes('03', { originator: '192.0.2.9' })).not.toBe(fault('03'));
      expect(meaningOf({ ...row, text: '' }).fault).toBeNull();
      const isOfCamera = row.about === 'camera';
      expect(closes('04') === fault('03')).toBe(!isOfCamera);
      // The camera byte stands for a text that names none.
      const plain = { text: '', camera: 3 };
      expect(closes('', plain) === fault('03', { camera: 3 })).toBe(true);
    },
  );

  it('tells disks, ports and units apart, and faults without a recovery have a key too', () => {
    const keys = [
      { messageId: 0x22, text: 'HDD1-2 LOGICALLY REMOVED' },
      { messageId: 0x22, text: 'HDD1-3 LOGICALLY REMOVED' },
      { messageId: 0x42, text: 'PORT1 NETWORK LINK ERROR' },
      { messageId: 0x42, text: 'PORT2 NETWORK LINK ERROR' },
      { messageId: 0x61, text: 'MAIN RAID6 1 DOWN' },
      { messageId: 0x61, text: 'EXT1 RAID6 1 DOWN' },
      { messageId: 0x32, text: 'FAN ERROR 1-1' },
      { messageId: 0x32, text: 'FAN ERROR 1-2' },
    ].map((said) => meaningOf({ category: 2, ...said }).fault);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).not.toContain(null);
  });

  it('alarms and information begin and end nothing', () => {
    for (const row of alarmCatalogue.filter(
      ({ kind }) => kind === 'alarm' || kind === 'information',
    )) {
      expect(meaningOf(row)).toMatchObject({ fault: null, closes: null });
    }
  });
});
