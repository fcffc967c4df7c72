import { randomUUID } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { CLOCK, type Clock } from '../net/clock.js';
import { GopCache } from './gop-cache.js';
import { PlaybackGroup } from './playback-group.js';
import { PlaybackMaker } from './playback-run.js';
import type { PlaybackRun, PlaybackWanted } from './playback-run.js';
import { PlaybackSession } from './playback-session.js';
import { RecordingLog } from './recordings/recording-log.js';

/** Makes playback sessions: all of them share one cache, some of them a clock. */
@Injectable()
export class SessionMaker extends PlaybackMaker {
  readonly #logger = new Logger('PlaybackSession');
  readonly #groups = new WeakMap<PlaybackRun, PlaybackGroup>();

  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly cache: GopCache,
    private readonly log: RecordingLog,
  ) {
    super();
  }

  override make(wanted: PlaybackWanted): PlaybackRun {
    const { recorder, cameras, positionMs, with: other, onChange } = wanted;
    const { clock, cache, log } = this;
    const group = (other && this.#groups.get(other)) ?? new PlaybackGroup({ clock, positionMs });
    const session = new PlaybackSession({
      id: randomUUID(),
      recorder,
      cameras,
      group,
      cache,
      log,
      clock,
      onChange,
      onBug: (error) => this.#logger.error({ err: error, msg: 'a playback went wrong' }),
      onOdd: (camera, text) =>
        this.#logger.warn({
          recorder: recorder.recorder,
          camera,
          found: text,
          msg: 'an odd recording',
        }),
    });
    this.#groups.set(session, group);
    return session;
  }
}
