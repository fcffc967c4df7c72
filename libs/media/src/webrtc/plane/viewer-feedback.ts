import type { PlaneClock } from './plane-clock.js';
import { roundTripMs, toNtp, toShortNtp } from '../rtcp/ntp-time.js';
import { parseRtcp } from '../rtcp/parse-rtcp.js';
import type { ReportBlock, RtcpFeedback } from '../rtcp/rtcp-feedback.js';
import { lossTransition, residualLoss } from './loss-policy.js';
import type { LossEvent } from './loss-policy.js';
import { LossWindow } from './loss-window.js';
import type { PlaneCounters } from './plane-counters.js';
import type { Pump } from './pump.js';
import type { SoundState } from './sound-state.js';
import type { ViewerState } from './viewer-state.js';

/** Of the RTP clock of every video payload format. */
const ticksPerMs = 90;

/** Before it is known what is sent: as Opus. */
const soundClockHz = 48_000;

/** Before the first measurement: half a round trip is then the shortest time between two repetitions. */
const assumedRoundTripMs = 40;

/** Does what one browser asks for by RTCP, as far as it makes sense and its share allows. */
export class ViewerFeedback {
  readonly #viewer: ViewerState;
  readonly #pump: Pump;
  readonly #clock: PlaneClock;
  readonly #counters: PlaneCounters;
  readonly #window = new LossWindow();
  readonly #soundWindow = new LossWindow();
  #keyFramesAtReport = 0;

  constructor(viewer: ViewerState, pump: Pump, clock: PlaneClock, counters: PlaneCounters) {
    this.#viewer = viewer;
    this.#pump = pump;
    this.#clock = clock;
    this.#counters = counters;
  }

  /** A compound RTCP packet, decrypted. Never throws. */
  receive(compound: Uint8Array): void {
    for (const feedback of parseRtcp(compound)) {
      this.#act(feedback);
    }
  }

  #act(feedback: RtcpFeedback): void {
    const { sound, spec } = this.#viewer;
    const { ssrc } = spec;
    switch (feedback.kind) {
      case 'receiver-report':
        for (const block of feedback.blocks) {
          if (block.ssrc === ssrc) {
            this.#report(block);
          } else if (block.ssrc === sound?.ssrc) {
            this.#soundReport(sound, block);
          }
        }
        break;
      case 'nack':
        if (feedback.mediaSsrc === ssrc) {
          this.#repeat(feedback.sequenceNumbers, feedback.leftOut);
        }
        break;
      case 'pli':
        if (feedback.mediaSsrc === ssrc) {
          this.#sendKeyFrame();
        }
        break;
      case 'fir':
        for (const entry of feedback.entries) {
          if (entry.ssrc === ssrc && this.#viewer.keyFrames.isNewFir(entry.sequenceNumber)) {
            this.#sendKeyFrame();
          }
        }
        break;
      case 'remb':
      case 'bye':
      case 'unknown':
        // The rate is the camera's; a browser that leaves falls silent or is closed by its owner.
        break;
    }
  }

  #report(block: ReportBlock): void {
    const viewer = this.#viewer;
    const { packetsLost, jitter } = block;
    const fractionLost = this.#window.take(block, this.#clock.nowMs());
    viewer.receiver = {
      packetsLost,
      fractionLost: fractionLost ?? viewer.receiver?.fractionLost ?? 0,
      jitterMs: jitter / ticksPerMs,
      roundTripMs: this.#roundTripMs(block) ?? viewer.receiver?.roundTripMs,
    };
    if (fractionLost !== undefined) {
      this.#judgeLoss(fractionLost);
    }
  }

  /** Only into the figures: what is sent of the pictures does not depend on the sound. */
  #soundReport(sound: SoundState, block: ReportBlock): void {
    const { packetsLost, jitter } = block;
    const before = sound.receiver;
    sound.receiver = {
      packetsLost,
      fractionLost: this.#soundWindow.take(block, this.#clock.nowMs()) ?? before?.fractionLost ?? 0,
      jitterMs: (jitter * 1_000) / (sound.source?.ring.clockRateHz ?? soundClockHz),
      roundTripMs: this.#roundTripMs(block) ?? before?.roundTripMs,
    };
  }

  #roundTripMs({ lastSenderReport, delaySinceLastSenderReport }: ReportBlock): number | undefined {
    const now = toShortNtp(toNtp(this.#clock.epochMs()));
    return roundTripMs(now, lastSenderReport, delaySinceLastSenderReport);
  }

  #judgeLoss(fractionLost: number): void {
    const { keyFrames, nacks } = this.#viewer;
    const keyFrameRequests = keyFrames.requests - this.#keyFramesAtReport;
    this.#keyFramesAtReport = keyFrames.requests;
    const evidence = { fractionLost, keyFrameRequests, ...nacks.takeEvidence() };
    this.#judge({ kind: 'report', residual: residualLoss(evidence) });
  }

  #repeat(sequenceNumbers: readonly number[], leftOut: number): void {
    const { nacks, history, receiver } = this.#viewer;
    const nowMs = this.#clock.nowMs();
    let refused = leftOut;
    for (const sequenceNumber of sequenceNumbers) {
      const rttMs = receiver?.roundTripMs ?? assumedRoundTripMs;
      refused += nacks.ask(history, sequenceNumber, nowMs, rttMs) === 'refused' ? 1 : 0;
    }
    this.#viewer.retransmissionsRefused += refused;
    this.#counters.retransmissionsRefused += refused;
    this.#pump.repeat(this.#viewer);
  }

  /** From the ring at once, or with the camera's next one. */
  #sendKeyFrame(): void {
    const { keyFrames } = this.#viewer;
    const nowMs = this.#clock.nowMs();
    if (keyFrames.request(nowMs) && this.#pump.restart(this.#viewer)) {
      keyFrames.answer(nowMs);
      this.#judge({ kind: 'key-frame-answered', atMs: nowMs });
    }
  }

  #judge(event: LossEvent): void {
    const viewer = this.#viewer;
    const before = viewer.loss.choice;
    viewer.loss = lossTransition(viewer.loss, event);
    if (before === 'key-pictures' && viewer.loss.choice === 'all-pictures') {
      // The pictures that come next refer to some that were left out.
      viewer.resumeAllPictures();
    }
  }
}
