import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import type { WebSocket } from 'ws';
import { toProblem } from '../../errors/to-problem.js';
import { CLOCK, type Clock } from '../../net/clock.js';
import { Audience, type PutOut, putOutWords } from '../../viewing/audience.js';
import { flag } from '../../viewing/query-values.js';
import { putOutCodes, streamCloseCodes } from '../../viewing/stream/stream-viewer.js';
import {
  type AcceptUpgrade,
  type UpgradeRequest,
  UpgradeRouter,
} from '../../viewing/stream/upgrade-router.js';
import { CameraSounds } from '../camera-sounds.js';
import type { OpenPlayback } from '../open-playback.js';
import type { PlaybackAttachment } from '../playback-output.js';
import { PlaybacksService } from '../playbacks.service.js';
import { PlaybackSocket } from './playback-socket.js';
import { SoundMessages } from './sound-messages.js';

const streamPath = /^api\/v1\/playbacks\/([^/]+)\/cameras\/(\d{1,6})\/stream$/;

/** Clients are asked so often whether they are there. */
const checkMs = 5_000;
/** Clients have nothing to say; what comes all the same is not looked at, and ends here. */
const maxClientMessages = 64;
/** RFC 6455 section 7.4.1. */
const internalError = 1011;
/** A close frame has no room for more (RFC 6455 section 5.5). */
const maxReasonBytes = 123;

/** What is asked of one camera of a playback. */
type Asked = { readonly open: OpenPlayback; readonly camera: number; readonly audio: boolean };

/** `/playbacks/:id/cameras/:n/stream`: whole GOPs for browsers that decode them themselves. */
@Injectable()
export class PlaybackStreamServer
  implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown
{
  readonly #logger = new Logger('PlaybackStreamServer');
  readonly #sockets = new Set<PlaybackSocket>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly upgrades: UpgradeRouter,
    private readonly playbacks: PlaybacksService,
    private readonly sounds: CameraSounds,
    private readonly audience: Audience,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.upgrades.route(streamPath, (request, door) => this.#upgrade(request, door));
  }

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => this.#check(), checkMs);
    this.#timer.unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.#timer);
  }

  /** How many clients there are. */
  get clients(): number {
    return this.#sockets.size;
  }

  /** @throws {ProblemError} 400, 403, 404, 503 */
  #upgrade({ principal, parts, query }: UpgradeRequest, door: AcceptUpgrade): void {
    const [id = '', number = ''] = parts;
    const camera = Number(number);
    const open = this.playbacks.findCamera(id, camera, principal);
    const audio = flag(query, 'audio') ?? false;
    // The handshake is made at once: nobody is put out before there is a client to close.
    let close: (why: PutOut) => void = () => undefined;
    const seat = { recorder: open.run.recorder, camera, principal };
    const stand = this.audience.enter(seat, 'websocket-frames', (why) => close(why));
    let leave = (): void => undefined;
    door.accept(
      (client) => {
        close = (why) => client.close(putOutCodes[why], putOutWords[why]);
        leave = this.#open(client, { open, camera, audio });
      },
      () => {
        stand();
        leave();
      },
    );
  }

  /** Returns what lets go of everything. */
  #open(client: WebSocket, { open, camera, audio }: Asked): () => void {
    let attachment: PlaybackAttachment | undefined;
    const settings = this.sounds.of(open.run.recorder, camera);
    const socket = new PlaybackSocket({
      socket: client,
      sound: audio ? new SoundMessages(settings) : undefined,
      nowMs: () => this.clock.nowMs(),
      onReady: () => attachment?.ready(),
      onClosed: (reason) => client.close(streamCloseCodes.gone, clipped(reason)),
    });
    this.#sockets.add(socket);
    this.#listen(client, socket);
    try {
      attachment = open.attach(camera, socket);
    } catch (error) {
      this.#refuse(client, socket, error);
    }
    return () => {
      this.#sockets.delete(socket);
      attachment?.leave();
    };
  }

  /** The playback cannot be seen in this way after all. */
  #refuse(client: WebSocket, socket: PlaybackSocket, error: unknown): void {
    const problem = toProblem(error, { method: 'GET', path: 'stream' });
    if (problem === undefined) {
      this.#logger.error({ err: error, msg: 'a playback cannot be shown' });
      client.close(internalError, 'the playback cannot be shown');
      return;
    }
    socket.note(problem.message);
    client.close(streamCloseCodes.notAcceptable, clipped(problem.message));
  }

  #listen(client: WebSocket, socket: PlaybackSocket): void {
    let messages = 0;
    // What is wrong with a socket closes it as well.
    client.on('error', () => undefined);
    client.on('pong', () => socket.heard());
    client.on('ping', (data) => {
      if (!socket.isBehind) {
        client.pong(data);
      }
    });
    client.on('message', () => {
      messages += 1;
      if (messages > maxClientMessages) {
        client.close(streamCloseCodes.chatty, 'clients have nothing to say here');
      }
    });
  }

  #check(): void {
    for (const socket of [...this.#sockets]) {
      socket.check();
    }
  }
}

/** As much of it as a close frame takes, cut between characters. */
function clipped(reason: string): string {
  const bytes = Buffer.from(reason).subarray(0, maxReasonBytes);
  return new TextDecoder().decode(bytes, { stream: true });
}
