import type { Finding } from '@casement/contract';
import type { WebRtcConfig } from '../../config/config.js';
import type { MediaThreadStatus } from '../media-status.js';
import { advise, fine } from './finding.js';

/** What each back end is, for people. */
const backendWords: ReadonlyMap<string, string> = new Map([
  ['ffi', "Node's own OpenSSL"],
  ['wasm', 'WebAssembly'],
  ['node', 'node:crypto, which is the slowest'],
]);

/** Whether the threads that send the pictures run, and how: one finding for each of them. */
export const mediaThreadFindings = (
  threads: readonly MediaThreadStatus[],
  { backend }: Pick<WebRtcConfig, 'backend'>,
): Finding[] =>
  threads.length === 0
    ? [
        advise(
          'problem',
          'media threads',
          'No media thread runs, so nobody can watch.',
          'See the log for why; the gateway keeps trying to start them.',
        ),
      ]
    : threads.map((thread) => threadFinding(thread, backend === 'auto'));

const threadFinding = (thread: MediaThreadStatus, isChosenHere: boolean): Finding => {
  const { backend, cameras, viewers, notes } = thread;
  const name = `media thread ${thread.thread}`;
  const words = backendWords.get(backend) ?? backend;
  const detail = `Encrypts with ${words} (${backend}); ${count(cameras, 'camera')}, ${count(viewers, 'viewer')}.`;
  if (backend === 'ffi' || !isChosenHere) {
    return fine(name, detail);
  }
  const reasons = notes.length === 0 ? '' : ` ${notes.map(sentence).join(' ')}`;
  return advise(
    'warning',
    name,
    `${detail}${reasons}`,
    'It works, but a viewer costs more CPU time. The fast back end needs the optional package koffi, which "npm ci" installs on common platforms.',
  );
};

const count = (number: number, noun: string): string =>
  `${number} ${noun}${number === 1 ? '' : 's'}`;

const sentence = (note: string): string => (/[.!?]$/.test(note) ? note : `${note}.`);
