import type { AlarmStatus, Finding } from '@casement/contract';
import { advise, fine } from './finding.js';

/** What the findings follow from. */
export type AlarmFacts = {
  readonly status: AlarmStatus;
  /** Entries of `alarms.allow`. */
  readonly allowed: number;
  /** Configured recorders, whose own addresses may always send. */
  readonly recorders: number;
};

const destinationNames = { forward: 'receiver', webhook: 'webhook', mqtt: 'MQTT broker' } as const;

/** Whether alarms are received, stored and passed on. */
export const alarmFindings = ({ status, allowed, recorders }: AlarmFacts): Finding[] => [
  portFinding(status),
  ...(allowed + recorders === 0
    ? [
        advise(
          'warning',
          'alarm senders',
          'Nobody may send alarms: there is no recorder, and alarms.allow is empty.',
          'Add a recorder, or name the addresses of those who send in alarms.allow.',
        ),
      ]
    : []),
  storageFinding(status),
  ...status.destinations.flatMap(destinationFinding),
];

const sentence = (words: string): string => {
  const text = `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
  return /[.!?]$/.test(text) ? text : `${text}.`;
};

const portFinding = ({ listening, words }: AlarmStatus): Finding =>
  listening
    ? fine('alarm port', sentence(words))
    : advise(
        'problem',
        'alarm port',
        `No alarms are received. ${sentence(words)}`,
        'Free the port, or set alarms.listen to another one and tell the recorders; the gateway tries again by itself.',
      );

const storageFinding = ({ storage }: AlarmStatus): Finding => {
  const { state, reason, waiting, dropped } = storage;
  const lost = dropped === 0 ? '' : ` ${dropped} were lost since the start.`;
  if (state === 'failing') {
    return advise(
      'problem',
      'alarm storage',
      `Alarms cannot be stored: ${reason ?? 'the database failed'}; ${waiting} wait in memory.${lost}`,
      'See whether the disk is full and the database answers. What waits is stored as soon as that is possible.',
    );
  }
  return dropped === 0
    ? fine('alarm storage', 'Alarms are on disk as soon as they come.')
    : advise(
        'warning',
        'alarm storage',
        `Alarms are stored now, but not all were.${lost}`,
        'See the log for when and why; give the database more room.',
      );
};

const destinationFinding = ({
  kind,
  address,
  state,
  reason,
  waiting,
}: AlarmStatus['destinations'][number]): Finding[] => {
  const name = `alarm ${destinationNames[kind]} ${address}`;
  return state === 'failing' || state === 'retrying'
    ? [
        advise(
          state === 'failing' ? 'problem' : 'warning',
          name,
          `Alarms do not get there: ${reason ?? 'it does not answer'}; ${waiting} wait.`,
          'See whether it runs and can be reached; the gateway keeps trying by itself.',
        ),
      ]
    : [fine(name, 'Alarms get there.')];
};
