import {
  HandshakeQueue,
  MediaError,
  WhepViewer,
  negotiationDefect,
  prepareWebRtc,
} from '@casement/media';
import type { Viewing as ViewingView } from '@casement/contract';
import type { WebRtcOptions } from '@casement/media';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Principal } from '../access/principal.js';
import { SessionEvents } from '../access/session-events.js';
import { CASEMENT_CONFIG, type CasementConfig } from '../config/config.js';
import { ProblemError } from '../errors/problem-error.js';
import { problems } from '../errors/problems.js';
import { type LiveCamera, LiveCameras } from './live-cameras.js';
import { ViewingMetrics } from './viewing-metrics.js';
import { viewingView } from './viewing-view.js';
import { type Viewing, ViewingTable, ownerOf } from './viewing-table.js';

/** What a WHEP request asks for. */
export type WhepRequest = {
  readonly recorder: string;
  readonly camera: number;
  readonly offerSdp: string;
  readonly principal: Principal;
  /** Addresses by which the browser reached the gateway. */
  readonly reached: readonly string[];
};

/** The answer: 201 with the SDP, and the id that names the viewing from then on. */
export type WhepAnswer = { readonly id: string; readonly answerSdp: string };

/** Opens and ends WHEP viewings (RFC 9725). */
@Injectable()
export class WhepService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #table = new ViewingTable();
  readonly #handshakes = new HandshakeQueue();
  readonly #logger = new Logger('WhepService');
  #stopListening: (() => void) | undefined;
  #isClosing = false;

  constructor(
    @Inject(CASEMENT_CONFIG) private readonly config: CasementConfig,
    private readonly cameras: LiveCameras,
    private readonly sessions: SessionEvents,
    private readonly metrics: ViewingMetrics,
  ) {
    this.metrics.observe(this.#table, this.#handshakes);
  }

  async onApplicationBootstrap(): Promise<void> {
    await prepareWebRtc();
    this.#stopListening = this.sessions.onRevoked(({ credentialId }) => {
      for (const viewing of this.#table.all()) {
        if (viewing.credentialId === credentialId) {
          void viewing.close('the sign-in has ended');
        }
      }
    });
  }

  /** Ends every viewing, so that browsers hear of it at once. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#isClosing = true;
    this.#stopListening?.();
    await Promise.all(
      this.#table.all().map((viewing) => viewing.close('the gateway is shutting down')),
    );
  }

  /**
   * Answers an offer.
   *
   * @throws {ProblemError} 400, 403, 404, 406, 413 or 503
   */
  async open(request: WhepRequest): Promise<WhepAnswer> {
    const { recorder, camera, principal } = request;
    const live = this.#find(request);
    const owner = ownerOf(principal);
    const refusal = this.#isClosing ? 'The gateway is shutting down.' : this.#table.refusal(owner);
    if (refusal !== undefined) {
      throw problems.serviceUnavailable(refusal, 5);
    }
    const asked = performance.now();
    const watch = live.watch();
    // `connected` is never called before `answer` has returned, `closed` may be.
    const opened: { viewer?: WhepViewer; isOver: boolean } = { isOver: false };
    try {
      const { viewer, answerSdp } = await WhepViewer.answer(
        request.offerSdp,
        this.#options(live, request),
        {
          connected: () => {
            this.metrics.joined((performance.now() - asked) / 1000);
            if (opened.viewer) {
              watch.start(opened.viewer);
            }
          },
          closed: (reason) => {
            opened.isOver = true;
            watch.leave();
            if (opened.viewer) {
              this.#table.remove(opened.viewer.id);
              this.metrics.left(opened.viewer.statistics);
            }
            this.#logger.debug({ recorder, camera, reason, msg: 'viewing closed' });
          },
        },
      );
      opened.viewer = viewer;
      if (!opened.isOver) {
        this.#table.add({
          id: viewer.id,
          recorder,
          camera,
          owner,
          credentialId: principal.credentialId,
          statistics: () => viewer.statistics,
          addCandidates: (fragment) => viewer.addRemoteCandidate(fragment),
          close: (reason) => viewer.close(reason),
        });
      }
      return { id: viewer.id, answerSdp };
    } catch (error) {
      watch.leave();
      throw toProblem(error);
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
  show(id: string, principal: Principal): ViewingView {
    return viewingView(this.#viewing(id, principal));
  }

  /** Ends a viewing at once. @throws {ProblemError} 404 */
  async end(id: string, principal: Principal): Promise<void> {
    await this.#viewing(id, principal).close('the browser ended the viewing');
  }

  #find({ recorder, camera, principal }: WhepRequest): LiveCamera {
    const found = this.cameras.find(recorder, camera);
    if (found === 'unknown-recorder') {
      throw problems.notFound(`There is no recorder "${recorder}".`, { recorder });
    }
    if (found === 'unknown-camera') {
      throw problems.notFound(`Recorder "${recorder}" has no camera ${camera}.`, {
        recorder,
        camera,
      });
    }
    if (!principal.mayView(recorder, camera)) {
      throw problems.forbidden(`You may not see camera ${camera} of "${recorder}".`, {
        recorder,
        camera,
      });
    }
    return found;
  }

  #viewing(id: string, principal: Principal): Viewing {
    const viewing = this.#table.find(id, ownerOf(principal));
    if (viewing === undefined) {
      throw problems.notFound('This viewing is over, or never was.', { viewing: id });
    }
    return viewing;
  }

  #options(camera: LiveCamera, { reached, principal }: WhepRequest): WebRtcOptions {
    return {
      plane: camera.plane(),
      handshakes: this.#handshakes,
      owner: ownerOf(principal),
      announce: this.config.webrtc.announce,
      localAddresses: reached,
    };
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
    case 'no-h264':
      return problems.notAcceptable([], error.message);
    case 'no-port':
      return problems.serviceUnavailable(error.message, 5);
    case undefined:
      return error;
  }
}
