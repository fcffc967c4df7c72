import type { AlarmDestination, AlarmStatus } from '@casement/contract';
import type { MarkedWords } from '../ui/status-mark.js';

/** Whether alarms come in, in a word. */
export function listeningMark({ listening }: AlarmStatus): MarkedWords {
  return listening ? { mark: 'ok', words: 'listening' } : { mark: 'bad', words: 'not listening' };
}

/** Whether alarms are kept, in a sentence. */
export function storageWords({ state, reason, waiting, dropped }: AlarmStatus['storage']): string {
  const lost = dropped === 0 ? '' : ` ${amount(dropped, 'alarm')} had to be dropped.`;
  return state === 'ok'
    ? `What comes is on disk at once.${lost}`
    : `The disk does not take them: ${reason ?? 'no reason is known'}. ${amount(waiting, 'alarm')} ${waiting === 1 ? 'waits' : 'wait'} in memory.${lost}`;
}

const destinationMarks: Readonly<Record<AlarmDestination['state'], MarkedWords>> = {
  idle: { mark: 'ok', words: 'idle' },
  sending: { mark: 'busy', words: 'sending' },
  retrying: { mark: 'warn', words: 'trying again' },
  failing: { mark: 'bad', words: 'failing' },
};

/** How a destination is, in a word. */
export function destinationMark({ state }: AlarmDestination): MarkedWords {
  return destinationMarks[state];
}

const kindNames: Readonly<Record<AlarmDestination['kind'], string>> = {
  forward: 'Receiver',
  webhook: 'Webhook',
  mqtt: 'MQTT',
};

/** "Webhook", "MQTT". */
export function destinationKind({ kind }: AlarmDestination): string {
  return kindNames[kind];
}

/** "12 sent, 1 failed, 3 waiting": what is not zero, and what was sent always. */
export function destinationCounts(destination: AlarmDestination): string {
  const { sent, failed, skipped, waiting, dropped } = destination;
  const rest = { failed, skipped, waiting, dropped };
  return [
    `${sent.toLocaleString('en')} sent`,
    ...Object.entries(rest)
      .filter(([, count]) => count > 0)
      .map(([name, count]) => `${count.toLocaleString('en')} ${name}`),
  ].join(', ');
}

/** "accepted: 12": counters by their names, those that are not zero. */
export function counterWords(counters: AlarmStatus['counters']): readonly string[] {
  return Object.entries(counters)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${plain(name)}: ${count.toLocaleString('en')}`);
}

/** "tooMany" and "too-many" as words. */
function plain(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[-_]/g, ' ')
    .toLowerCase();
}

function amount(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
