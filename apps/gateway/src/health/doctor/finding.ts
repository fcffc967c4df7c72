import type { Finding } from '@casement/contract';

/** A finding about which nothing is to be done. */
export const fine = (name: string, detail: string): Finding => ({
  name,
  state: 'ok',
  detail,
  advice: null,
});

/** A finding that somebody should do something about. */
export const advise = (
  state: 'warning' | 'problem',
  name: string,
  detail: string,
  advice: string,
): Finding => ({ name, state, detail, advice });

/** The lower, the sooner it is to be read. */
const ranks = { problem: 0, warning: 1, ok: 2 } as const;

/** Problems first, then warnings; those of a kind stay in their order. */
export const bySeverity = (findings: readonly Finding[]): Finding[] =>
  [...findings].sort((a, b) => ranks[a.state] - ranks[b.state]);
