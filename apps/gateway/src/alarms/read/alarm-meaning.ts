import { alarmClassMeaning, findAlarmRow } from '@casement/protocol';
import type { AlarmCatalogueRow, AlarmMessage } from '@casement/protocol';
import type { AlarmDraft } from '../alarm-model.js';
import { readAlarmSubject, type AlarmSubject } from './alarm-subject.js';
import { classTitle, rowTitle } from './alarm-titles.js';
import { faultKeys } from './fault-keys.js';
import { sentence, titleWords, type TitleWords } from './title-words.js';

/** What a message means. */
export type AlarmMeaning = Pick<AlarmDraft, 'kind' | 'severity' | 'title' | 'fault' | 'closes'>;

/** What is known of a message beside itself. */
export type MeaningFacts = {
  readonly originator: string;
  /** By A17. */
  readonly camera: number | null;
  /** As somebody named it. */
  readonly cameraName: (camera: number) => string | undefined;
};

/** A recorder that passes on what a camera said (3.1.1): what it means is in the class. */
const fromCamera = { category: 2, messageId: 0 };
/** An encoder numbers its own inputs, which are others to the recorder behind it. */
const encoder = 3;
const maxQuoted = 80;
const nothing: AlarmSubject = { camera: null, terminal: null, place: null, percent: null };

/**
 * Kind, severity, plain words and what it begins or ends. By the two bytes of the extension alone, never by its text (A12);
 * by the class for messages without one, for those that only pass a camera's on, and for those that no table has.
 */
export function alarmMeaning(
  { basic, extension }: Pick<AlarmMessage, 'basic' | 'extension'>,
  facts: MeaningFacts,
): AlarmMeaning {
  const row =
    extension === null ? undefined : findAlarmRow(extension.category, extension.messageId);
  const isFromCamera =
    row?.category === fromCamera.category && row.messageId === fromCamera.messageId;
  if (extension === null || row === undefined || isFromCamera) {
    const words = wordsOf({ basic, extension }, nothing, facts.camera, facts);
    const ofClass = classTitle(basic.class, words);
    const title =
      extension === null || isFromCamera ? ofClass : unknownTitle(extension, basic, ofClass);
    return { ...alarmClassMeaning(basic.class), title: sentence(title), fault: null, closes: null };
  }
  const { originator, camera } = facts;
  const subject = readAlarmSubject(row.about, extension.text);
  const words = wordsOf({ basic, extension }, subject, cameraOf(row, subject, camera), facts);
  return {
    kind: row.kind,
    severity: row.severity,
    title: sentence(rowTitle(row, words) ?? classTitle(basic.class, words)),
    ...faultKeys({ originator, row, subject, camera }),
  };
}

function cameraOf(
  { category }: AlarmCatalogueRow,
  subject: AlarmSubject,
  camera: number | null,
): number | null {
  return category === encoder ? (camera ?? subject.camera) : (subject.camera ?? camera);
}

function wordsOf(
  { basic, extension }: Pick<AlarmMessage, 'basic' | 'extension'>,
  { terminal, place, percent }: AlarmSubject,
  camera: number | null,
  { cameraName }: MeaningFacts,
): TitleWords {
  return titleWords({
    camera,
    cameraName: camera === null ? undefined : cameraName(camera),
    terminal: terminal ?? (basic.terminal === 0 ? null : basic.terminal),
    place,
    percent,
    cameras: extension?.cameras ?? [],
  });
}

/** Says all that there is: what no table has is passed on all the same (A14). */
function unknownTitle(
  { category, messageId, text }: NonNullable<AlarmMessage['extension']>,
  basic: AlarmMessage['basic'],
  ofClass: string,
): string {
  const id = `unknown message ${category}/0x${messageId.toString(16).padStart(2, '0').toUpperCase()}`;
  const meaning = basic.class === 'notification' ? '' : `: ${ofClass}`;
  const said = text.trim();
  const quoted = said.length > maxQuoted ? `${said.slice(0, maxQuoted)}…` : said;
  return `${id}${meaning}${said === '' ? '' : ` (“${quoted}”)`}`;
}
