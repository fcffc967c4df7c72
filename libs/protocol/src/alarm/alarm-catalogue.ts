import type {
  AlarmCatalogueRow,
  AlarmMessageId,
  AlarmRowKind,
  AlarmRowSeverity,
  AlarmRowSubject,
} from './alarm-catalogue-row.js';

const CAMERA = 1;
const RECORDER = 2;
const ENCODER = 3;

type Line = readonly [
  messageId: number,
  sent: string,
  kind: Exclude<AlarmRowKind, 'recovery'>,
  severity: AlarmRowSeverity,
  about: AlarmRowSubject,
];

/**
 * Severities are those of a control room. Critical: somebody calls for help, there is no picture, or recordings are lost
 * or about to be. Warning: it needs somebody today. Info: it is good to know.
 */
const ofRecorders: readonly Line[] = [
  // Its meaning is that of the class byte; this is what a class nobody knows would be.
  [0x00, '', 'alarm', 'warning', 'camera'],
  [0x01, 'TERMINAL ALARM **ch', 'alarm', 'critical', 'terminal'],
  [0x02, 'COMMAND ALARM **ch', 'alarm', 'critical', 'camera'],
  [0x03, 'SITE ALARM **ch', 'alarm', 'warning', 'camera'],
  [0x04, '', 'alarm', 'critical', 'recorder'],
  [0x0f, 'HDD CAPACITY REMAINS **%', 'information', 'warning', 'recorder'],
  [0x10, 'NORMAL-HDD FULL', 'fault', 'critical', 'recorder'],
  [0x11, 'EVENT-HDD CAPACITY REMAINS **%', 'information', 'warning', 'recorder'],
  [0x12, 'EVENT-HDD FULL', 'fault', 'critical', 'recorder'],
  [0x13, 'COPY-HDD CAPACITY REMAINS **%', 'information', 'warning', 'recorder'],
  [0x14, 'COPY-HDD FULL', 'fault', 'warning', 'recorder'],
  [0x15, 'NO DATA COPY', 'fault', 'warning', 'recorder'],
  [0x16, 'ALTERED', 'alarm', 'critical', 'recorder'],
  [0x18, 'HDDy EXCHANGE WARNING **%', 'fault', 'warning', 'disk'],
  [0x20, 'HDDx-y DISK WARNING', 'fault', 'warning', 'disk'],
  [0x21, 'HDD HOUR METER WARNING', 'fault', 'warning', 'recorder'],
  [0x22, 'HDDx-y LOGICALLY REMOVED', 'fault', 'critical', 'disk'],
  [0x23, 'HDDx-y RAID5 1 DOWN', 'fault', 'critical', 'disk'],
  [0x24, 'HDDx RAID5 2 DOWN', 'fault', 'critical', 'unit'],
  [0x25, 'RAID5 RECOVERY FAILURE', 'fault', 'critical', 'recorder'],
  [0x26, 'RAID BOARD FAILURE', 'fault', 'critical', 'recorder'],
  [0x28, 'MIRROR RECOVERY FAILURE', 'fault', 'critical', 'recorder'],
  [0x29, 'HDDy FORMAT ERROR', 'fault', 'critical', 'disk'],
  [0x2a, 'MIRROR FORMAT ERROR', 'fault', 'critical', 'recorder'],
  [0x2c, 'HDDy SWAP WARNING ***', 'fault', 'warning', 'disk'],
  [0x30, 'POWER LOSS', 'fault', 'critical', 'recorder'],
  [0x32, 'FAN ERROR x-y', 'fault', 'warning', 'unit'],
  [0x33, 'THERMAL ERROR x-y', 'fault', 'critical', 'unit'],
  [0x34, 'VIDEO-LOSS **', 'fault', 'critical', 'camera'],
  [0x36, 'HDDy ON/OFF WARNING', 'fault', 'warning', 'disk'],
  [0x40, 'CAM xx COMMUNICATION ERROR', 'fault', 'critical', 'camera'],
  [0x42, 'PORTx NETWORK LINK ERROR', 'fault', 'critical', 'port'],
  [0x43, 'PORTx DHCP ERROR', 'fault', 'warning', 'port'],
  [0x44, 'CAM xx COMMUNICATION ERROR(AUDIO)', 'fault', 'warning', 'camera'],
  [0x50, 'CAM ** SD ERR', 'fault', 'warning', 'camera'],
  [0x51, 'CAM ** SD START ERR', 'fault', 'warning', 'camera'],
  [0x52, 'CAM ** SD END ERR', 'fault', 'warning', 'camera'],
  [0x53, 'CAM ** GET LIST ERR', 'fault', 'warning', 'camera'],
  [0x54, 'CAM ** GET IMG ERR', 'fault', 'warning', 'camera'],
  [0x55, 'CAM ** DEL IMG ERR', 'fault', 'warning', 'camera'],
  [0x56, 'SD MEMORY REC START', 'information', 'info', 'recorder'],
  [0x60, 'MAIN RAID5 FORMAT ERROR', 'fault', 'critical', 'unit'],
  // One disk of RAID 6 may fail without the next one costing recordings.
  [0x61, 'MAIN RAID6 1 DOWN', 'fault', 'warning', 'unit'],
  [0x62, 'MAIN RAID6 2 DOWN', 'fault', 'critical', 'unit'],
  [0x63, 'MAIN RAID6 3 DOWN', 'fault', 'critical', 'unit'],
  [0x64, 'MAIN RAID6 RECOVERY FAILURE', 'fault', 'critical', 'unit'],
  [0x65, 'MAIN RAID6 FORMAT ERROR', 'fault', 'critical', 'unit'],
  [0xe0, 'SLEEP', 'information', 'warning', 'recorder'],
  // While alarms are suspended none comes: a state like a fault, which OFF ends.
  [0xf0, 'ALARM SUSPEND ON', 'fault', 'warning', 'recorder'],
];

const ofMemoryCards: readonly Line[] = [
  [0x01, 'SD-MEMORY FULL', 'fault', 'warning', 'camera'],
  [0x02, 'SD-MEMORY NOT DETECTED', 'fault', 'warning', 'camera'],
  [0x03, 'SD-MEMORY CAPACITY **%', 'information', 'warning', 'camera'],
  [0x04, 'SD-MEMORY WRITE ERROR', 'fault', 'warning', 'camera'],
];

const ofEncoders: readonly Line[] = [
  ...ofMemoryCards,
  [0x10, 'VIDEO LOSS **ch', 'fault', 'critical', 'camera'],
  [0x20, 'TERMINAL ALARM **ch', 'alarm', 'critical', 'terminal'],
  [0x21, 'CAMERA SITE ALARM **ch', 'alarm', 'warning', 'camera'],
  [0x22, 'COMMAND ALARM **ch', 'alarm', 'critical', 'camera'],
];

/** What ends with what (B.4). */
const recoveries: readonly (readonly [
  category: number,
  messageId: number,
  sent: string,
  of: number,
])[] = [
  [RECORDER, 0x31, 'POWER RECOVERD', 0x30],
  [RECORDER, 0x35, 'CAM ** VIDEO RECOVERED', 0x34],
  [RECORDER, 0x41, 'CAM xx COMMUNICATION RECOVERD', 0x40],
  [RECORDER, 0x45, 'CAM xx COMMUNICATION RECOVERD(AUDIO)', 0x44],
  [RECORDER, 0xf1, 'ALARM SUSPEND OFF', 0xf0],
  [ENCODER, 0x11, 'VIDEO RECOVER **ch', 0x10],
];

/** All messages of the tables, by category and id: cameras 1, recorders 2, encoders 3. */
export const alarmCatalogue: readonly AlarmCatalogueRow[] = [
  ...rowsOf(CAMERA, ofMemoryCards),
  ...rowsOf(RECORDER, ofRecorders),
  ...rowsOf(ENCODER, ofEncoders),
].sort((a, b) => keyOf(a) - keyOf(b));

const byKey: ReadonlyMap<number, AlarmCatalogueRow> = new Map(
  alarmCatalogue.map((row) => [keyOf(row), row]),
);

/** The line of a message; `undefined` for one that no table has, which is passed on all the same (A14). */
export function findAlarmRow(category: number, messageId: number): AlarmCatalogueRow | undefined {
  const row = byKey.get(keyOf({ category, messageId }));
  // Numbers that are no bytes could have the key of another message.
  return row?.category === category ? row : undefined;
}

function rowsOf(category: number, lines: readonly Line[]): readonly AlarmCatalogueRow[] {
  const faults = lines.map(([messageId, sent, kind, severity, about]) => ({
    category,
    messageId,
    sent,
    sentByExtensionUnit: sent.startsWith('MAIN ') ? sent.replace('MAIN', 'EXTx') : null,
    kind,
    severity,
    recovers: null,
    about,
  }));
  return [...faults, ...recoveriesOf(category, faults)];
}

/** A recovery is about whatever its fault was about. */
function recoveriesOf(
  category: number,
  faults: readonly AlarmCatalogueRow[],
): readonly AlarmCatalogueRow[] {
  return recoveries
    .filter(([of]) => of === category)
    .map(([, messageId, sent, fault]) => ({
      category,
      messageId,
      sent,
      sentByExtensionUnit: null,
      kind: 'recovery',
      severity: 'info',
      recovers: { category, messageId: fault },
      about: faults.find((row) => row.messageId === fault)?.about ?? 'recorder',
    }));
}

function keyOf({ category, messageId }: AlarmMessageId): number {
  return category * 256 + messageId;
}
