import {
  HandshakeQueue,
  MediaError,
  WhepViewer,
  negotiationDefect,
  prepareWebRtc,
} from '@casement/media';
import type { DeliveryWay, Viewing } from '@casement/contract';
import type { WebRtcOptions } from '@casement/media';
import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { Principal } from '../access/principal.js';
import { CASEMENT_CONFIG, type CasementConfig } from '../config/config.js';
import { ProblemError } from '../errors/problem-error.js';
import { problems } from '../errors/problems.js';
import { Audience, ownerOf, putOutWords } from './audience.js';
import type { PutOut } from './audience.js';
import { waysFor } from './choose-delivery.js';
import { findCamera } from './find-camera.js';
import { type LiveCamera, LiveCameras, type LiveWatch } from './live-cameras.js';
import { ViewConversions } from './view-conversions.js';
import { ViewingMetrics } from './viewing-metrics.js';
import { ViewingTable } from './viewing-table.js';
import { WhepViewing } from './whep-viewing.js';

/** A WHEP offer, whatever camera it is for. */
export type WhepOffer = {
  readonly offerSdp: string;
  readonly principal: Principal;
  /** Addresses by which the browser reached the gateway. */
  readonly reached: readonly string[];
};

/** What a WHEP request asks for. */
export type WhepRequest = WhepOffer & { readonly recorder: string; readonly camera: number };

/** The answer: 201 with the SDP, and the id that names the viewing from then on. */
export type WhepAnswer = { readonly id: string; readonly answerSdp: string };

/** Opens and ends WHEP viewings (RFC 9725). */
@Injectable()
export class WhepService implements OnApplicationBootstrap {
  readonly #table = new ViewingTable();
  readonly #handshakes = new HandshakeQueue();
  readonly #logger = new Logger('WhepService');

  constructor(
    @Inject(CASEMENT_CONFIG) private readonly config: CasementConfig,
    private readonly cameras: LiveCameras,
    private readonly conversions: ViewConversions,
    private readonly audience: Audience,
    private readonly metrics: ViewingMetrics,
  ) {
    this.metrics.observe(this.#table, this.#handshakes);
  }

  onApplicationBootstrap(): Promise<void> {
    return prepareWebRtc();
  }

  /**
   * Answers an offer for a live camera.
   *
   * @throws {ProblemError} 400, 403, 404, 406, 413 or 503
   */
  async open(request: WhepRequest): Promise<WhepAnswer> {
    return this.openCamera(findCamera(this.cameras, request), request);
  }

  /**
   * Answers an offer for a camera that its owner may see.
   *
   * @throws {ProblemError} 400, 401, 406, 413 or 503
   */
  async openCamera(camera: LiveCamera, request: WhepOffer): Promise<WhepAnswer> {
    const { principal, offerSdp } = request;
    const asked = performance.now();
    // `connected` is never called before `answer` has returned, `closed` may be.
    const opened: { viewing?: WhepViewing; isOver: boolean; putOut?: PutOut } = { isOver: false };
    const seat = { recorder: camera.recorder, camera: camera.number, principal };
    const leave = this.audience.enter(seat, 'webrtc', (why) => {
      opened.putOut = why;
      return opened.viewing?.close(putOutWords[why]);
    });
    let watch: LiveWatch | undefined;
    try {
      watch = camera.watch();
      const { viewer, answerSdp } = await WhepViewer.answer(
        offerSdp,
        this.#options(camera, request),
        {
          connected: () => {
            this.metrics.joined((performance.now() - asked) / 1000);
            opened.viewing?.connected();
          },
          closed: (reason) => {
            opened.isOver = true;
            leave();
            this.#closed(opened.viewing, reason);
          },
        },
      );
      const owner = ownerOf(principal);
      const viewing = new WhepViewing({
        viewer,
        camera,
        watch,
        conversions: this.conversions,
        owner,
      });
      opened.viewing = viewing;
      await this.#requireSeat(viewing, opened.putOut);
      await this.#requirePictures(viewing, camera);
      if (opened.isOver) {
        this.#closed(viewing, 'at once');
      } else {
        this.#table.add(viewing);
      }
      return { id: viewer.id, answerSdp };
    } catch (error) {
      leave();
      opened.viewing?.ended();
      watch?.leave();
      throw this.#toProblem(error, camera);
    }
  }

  /** Takes trickled candidates. @throws {ProblemError} 400, 404 */
  addCandidates(id: string, principal: Principal, fragment: string): void {
    try {
      this.#viewing(id, principal).addCandidates(fragment);
    } catch (error) {
      throw toProblem(error);
    }
  }

  /** Figures of a viewing. @throws {ProblemError} 404 */
  show(id: string, principal: Principal): Viewing {
    return this.#viewing(id, principal).view();
  }

  /** Ends a viewing at once. @throws {ProblemError} 404 */
  async end(id: string, principal: Principal): Promise<void> {
    await this.#viewing(id, principal).close('the browser ended the viewing');
  }

  #closed(viewing: WhepViewing | undefined, reason: string): void {
    if (viewing) {
      this.#table.remove(viewing.id);
      viewing.ended();
      this.metrics.left(viewing.statistics);
    }
    this.#logger.debug({ reason, msg: 'viewing closed' });
  }

  /**
   * Whoever was put out while his offer was being answered had nothing to be closed yet.
   *
   * @throws {ProblemError} 401, 403, 503
   */
  async #requireSeat(viewing: WhepViewing, putOut: PutOut | undefined): Promise<void> {
    if (putOut !== undefined) {
      await viewing.close(putOutWords[putOut]);
      throw putOutProblem(putOut);
    }
  }

  /**
   * When it is known before the first picture that there will be none, the browser hears it with the answer.
   *
   * @throws {ProblemError} 406
   */
  async #requirePictures(viewing: WhepViewing, camera: LiveCamera): Promise<void> {
    const refusal = viewing.refusal;
    if (refusal !== undefined) {
      await viewing.close(refusal);
      throw problems.notAcceptable(this.#otherWays(camera), refusal);
    }
  }

  #otherWays(camera: LiveCamera): DeliveryWay[] {
    const canConvert = this.conversions.refusal(camera, 'h264') === undefined;
    return waysFor(camera.lastVideo, { canConvert, except: 'webrtc' });
  }

  #viewing(id: string, principal: Principal): WhepViewing {
    const viewing = this.#table.find(id, ownerOf(principal));
    if (viewing === undefined) {
      throw problems.notFound('This viewing is over, or never was.', { viewing: id });
    }
    return viewing;
  }

  #options(camera: LiveCamera, { reached, principal }: WhepOffer): WebRtcOptions {
    return {
      plane: camera.plane(),
      handshakes: this.#handshakes,
      owner: ownerOf(principal),
      announce: this.config.webrtc.announce,
      localAddresses: reached,
      prefer: camera.lastVideo?.codec,
    };
  }

  /** A negotiation that failed, as a ProblemError; anything else as it is. */
  #toProblem(error: unknown, camera: LiveCamera): unknown {
    if (!(error instanceof MediaError)) {
      return error;
    }
    return negotiationDefect(error) === 'no-codec'
      ? problems.notAcceptable(this.#otherWays(camera), error.message)
      : toProblem(error);
  }
}

function putOutProblem(putOut: PutOut): ProblemError {
  switch (putOut) {
    case 'signed-out':
      return problems.unauthenticated();
    case 'not-allowed':
      return problems.forbidden('You may not see this camera any more.');
    case 'shutdown':
      return problems.serviceUnavailable('The gateway is shutting down.', 5);
  }
}

/** A negotiation that failed, as a ProblemError; anything else as it is. */
function toProblem(error: unknown): unknown {
  if (!(error instanceof MediaError)) {
    return error;
  }
  switch (negotiationDefect(error)) {
    case 'unreadable':
      return problems.badRequest(error.message, error.context, error);
    case 'too-large':
      return new ProblemError({
        status: 413,
        kind: 'too-large',
        title: 'The body is too large',
        detail: error.message,
        context: error.context,
        cause: error,
      });
    // RFC 9725 section 4.3: 422 for what of trickle and restart is not supported.
    case 'ice-restart':
      return problems.unprocessable(error.message, error.context);
    case 'no-video':
    case 'no-codec':
      return problems.notAcceptable([], error.message);
    case 'no-port':
      return problems.serviceUnavailable(error.message, 5);
    case undefined:
      return error;
  }
}
