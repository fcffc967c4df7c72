/**
 * What a viewer with a lossy network gets.
 *
 * - `all-pictures`: everything.
 * - `key-pictures`: random access pictures only. A lost packet spoils one picture then and not all up to the
 *   next random access unit, and the network gets a fraction of the load that may be what it cannot carry.
 */
export type PictureChoice = 'all-pictures' | 'key-pictures';

/** What is remembered between events; a plain value. */
export type LossState = {
  readonly choice: PictureChoice;
  /** Successive seconds with too much loss. */
  readonly badReports: number;
  /** Successive seconds with hardly any. */
  readonly goodReports: number;
  /** Times of the last answered key-frame requests, at most {@link maxAnswers}. */
  readonly answersMs: readonly number[];
};

export type LossEvent =
  /** A second of receiver reports; the share of packets that stayed lost, 0..1, see {@link residualLoss}. */
  | { readonly kind: 'report'; readonly residual: number }
  /** A key-frame request was answered, at this time on a monotonic clock. */
  | { readonly kind: 'key-frame-answered'; readonly atMs: number };

const tooMuch = 0.15;
const hardlyAny = 0.05;
const badReportsToLeave = 3;
const goodReportsToReturn = 4;
const maxAnswers = 3;
const answersWithinMs = 3_000;

export const initialLossState: LossState = {
  choice: 'all-pictures',
  badReports: 0,
  goodReports: 0,
  answersMs: [],
};

/**
 * The next state. More than 15 % lost in three successive seconds, or more than three key-frame requests
 * answered within 3 s, lead to key pictures; less than 5 % in four successive seconds lead back.
 */
export function lossTransition(state: LossState, event: LossEvent): LossState {
  switch (event.kind) {
    case 'report':
      return afterReport(state, event.residual);
    case 'key-frame-answered':
      return afterAnswer(state, event.atMs);
  }
}

function afterReport(state: LossState, residual: number): LossState {
  const badReports = residual > tooMuch ? state.badReports + 1 : 0;
  const goodReports = residual < hardlyAny ? state.goodReports + 1 : 0;
  if (state.choice === 'all-pictures' && badReports >= badReportsToLeave) {
    return { ...initialLossState, choice: 'key-pictures' };
  }
  if (state.choice === 'key-pictures' && goodReports >= goodReportsToReturn) {
    return initialLossState;
  }
  return { ...state, badReports, goodReports };
}

function afterAnswer(state: LossState, atMs: number): LossState {
  const recent = state.answersMs.filter((answerMs) => atMs - answerMs < answersWithinMs);
  if (state.choice === 'all-pictures' && recent.length >= maxAnswers) {
    return { ...initialLossState, choice: 'key-pictures' };
  }
  return { ...state, goodReports: 0, answersMs: [...recent, atMs].slice(-maxAnswers) };
}

/** What happened in a second of reports. */
export type LossEvidence = {
  /** Fraction lost, 0..1, see `LossWindow`; counts packets that a retransmission brought back. */
  readonly fractionLost: number;
  /** Packets asked for the first time, and packets asked for again after they had been repeated. */
  readonly asked: number;
  readonly askedAgain: number;
  readonly keyFrameRequests: number;
};

/**
 * Estimates the share of packets that the browser never got, 0..1. A receiver report counts a packet as lost
 * although its retransmission arrived (it came under another SSRC), so the report alone says how bad the
 * network is, not how bad the picture is. A packet that is asked for a second time was lost twice; who asks
 * for a key frame could not repair; who asks for nothing repairs nothing.
 */
export function residualLoss(evidence: LossEvidence): number {
  const { fractionLost, asked, askedAgain, keyFrameRequests } = evidence;
  if (keyFrameRequests > 0 || asked === 0) {
    return fractionLost;
  }
  return fractionLost * Math.min(1, askedAgain / asked);
}
