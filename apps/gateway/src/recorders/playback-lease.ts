import { nvrCommands } from '@casement/protocol';
import type { NvrCommand, PlaybackBody } from '@casement/protocol';
import type {
  GopAnswer,
  PlaybackLease,
  PlaybackRequestOptions,
  RecorderPlayCommand,
  SoundAnswer,
} from '../playback/recorder-playback.js';
import type { Clock } from '../net/clock.js';
import { DialError } from '../net/dial-error.js';
import { QueueClosedError } from './command-queue.js';
import type { QueueOptions } from './command-queue.js';
import { gopAnswer, requireRecording, soundAnswer } from './gop-request.js';
import type { HeldUid } from './playback-slot.js';
import type { CommandReply, DataReply } from './recorder-client.js';
import { requireGood, SessionFailure } from './session-failure.js';

/** What a lease needs of its recorder. */
export type PlaybackLine = {
  readonly clock: Clock;
  /** Cameras the recorder supports: as many digits has a mask (B11). */
  readonly cameraCount: () => number;
  /** Sends a command in its turn, in the lane of its pacing (B63). @throws {DialError} */
  control(command: NvrCommand, options: QueueOptions): Promise<CommandReply>;
  /** Asks for recorded data, at once. @throws {DialError} */
  data(command: NvrCommand, signal: AbortSignal): Promise<DataReply>;
  /** A GOP came. */
  learn(body: PlaybackBody): void;
  /** True once `playaudio.cgi` was answered with anything but 404. */
  hasSound: boolean;
};

/** One playback's UID and its commands (NVR v1.4R1 chapter 3, decision E.3). */
export class NvrPlaybackLease implements PlaybackLease {
  readonly #held: HeldUid;
  readonly #line: PlaybackLine;

  constructor(held: HeldUid, line: PlaybackLine) {
    this.#held = held;
    this.#line = line;
  }

  async control(
    command: RecorderPlayCommand,
    { signal, onPlace }: PlaybackRequestOptions = {},
  ): Promise<void> {
    const request = this.#requestOf(command);
    await this.#use(signal, async (within) => {
      requireGood(await this.#line.control(request, { signal: within, onPlace }));
    });
  }

  async gop(camera: number, { signal }: PlaybackRequestOptions = {}): Promise<GopAnswer> {
    const request = nvrCommands.playbackVideo(this.#held.uid, camera);
    const { clock } = this.#line;
    const startMs = clock.nowMs();
    const reply = await this.#use(signal, async (within) => {
      const found = await this.#line.data(request, within);
      requireRecording(found);
      return found;
    });
    const answer = gopAnswer(reply, camera, clock.nowMs() - startMs);
    if (answer.body !== undefined) {
      this.#line.learn(answer.body);
    }
    return answer;
  }

  async sound(camera: number, { signal }: PlaybackRequestOptions = {}): Promise<SoundAnswer> {
    const request = nvrCommands.playbackAudio(this.#held.uid, camera);
    const reply = await this.#use(signal, async (within) => {
      const found = await this.#line.data(request, within);
      // Of a CGI that never answered, 404 says that there is none, and nothing about the UID (E.1: "a known CGI").
      if (found.status !== 404 || this.#line.hasSound) {
        requireRecording(found);
        this.#line.hasSound = true;
      }
      return found;
    });
    return reply.status === 404
      ? { kind: 'nothing', reason: 'the recorder has no recorded sound to give (404)' }
      : soundAnswer(reply, camera);
  }

  async release(shownMs: number): Promise<void> {
    const { uid } = this.#held;
    await this.#held.release(async (signal) => {
      try {
        const command = nvrCommands.stopPlayback(uid, shownMs);
        requireGood(await this.#line.control(command, { signal, urgency: 'later' }));
        this.#held.used();
      } catch (error) {
        if (error instanceof SessionFailure) {
          this.#held.lost(error.sessionCause);
        }
        // Anything else: the next playback, or the logout, ends this one just as well.
      }
    });
  }

  #requestOf(command: RecorderPlayCommand): NvrCommand {
    const { uid } = this.#held;
    switch (command.command) {
      case 'mask':
        return nvrCommands.mask(uid, command.cameras, this.#line.cameraCount());
      case 'play':
        return nvrCommands.play(uid);
      case 'go-to-date':
        return nvrCommands.goToDate(uid, command.atMs);
      case 'reverse':
        return nvrCommands.reversePlay(uid, command.shownMs);
      case 'pause':
        return nvrCommands.pause(uid, command.shownMs);
      case 'next-frame':
        return nvrCommands.nextFrame(uid, command.shownMs);
      case 'previous-frame':
        return nvrCommands.previousFrame(uid, command.shownMs);
      case 'fast-forward':
        return nvrCommands.fastForward(uid, command.shownMs);
      case 'fast-reverse':
        return nvrCommands.fastReverse(uid, command.shownMs);
      case 'stop':
        return nvrCommands.stopPlayback(uid, command.shownMs);
    }
  }

  /** Sends something with the UID, and says what its failure means for it. */
  async #use<Reply>(
    signal: AbortSignal | undefined,
    send: (within: AbortSignal) => Promise<Reply>,
  ): Promise<Reply> {
    const held = this.#held;
    const requireWanted = (): void => {
      signal?.throwIfAborted();
      held.signal.throwIfAborted();
    };
    requireWanted();
    try {
      const reply = await send(signal ? AbortSignal.any([signal, held.signal]) : held.signal);
      held.used();
      return reply;
    } catch (error) {
      requireWanted();
      if (error instanceof SessionFailure) {
        held.lost(error.sessionCause);
      } else if (error instanceof DialError) {
        held.doubt();
      }
      requireWanted();
      throw error instanceof QueueClosedError
        ? new DialError('no-answer', error.message, { cause: error })
        : error;
    }
  }
}
