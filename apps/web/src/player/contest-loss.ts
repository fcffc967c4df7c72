import type { ContestRunner } from './contest-runner.js';
import type { WayError } from './way-error.js';
import { blockedWords } from './way-words.js';

/** What a way tells by being out before it showed anything. */
export type ContestLoss = {
  /** Trying it again is of no use for the time being. */
  readonly isForever: boolean;
  /** The network seems to let nothing through. */
  readonly isBlocked: boolean;
  /** Why, in words. */
  readonly words: string;
};

/** Whom to blame: the gateway that is busy or away, the network, or the way itself. */
export function lossOf(
  { answered, connected, choice }: Pick<ContestRunner, 'answered' | 'connected' | 'choice'>,
  error: WayError,
  gatewayReachable: boolean,
): ContestLoss {
  const isForever = error.kind !== 'busy' && error.kind !== 'refused' && gatewayReachable;
  const isBlocked = isForever && error.kind === 'transport' && answered && !connected;
  return { isForever, isBlocked, words: isBlocked ? blockedWords(choice.way) : error.message };
}
