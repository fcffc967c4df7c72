import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { PlaybackPositions } from '../events/playback-positions.js';
import { LiveModule } from '../live/live.module.js';
import { ViewingModule } from '../viewing/viewing.module.js';
import { CameraSounds } from './camera-sounds.js';
import { GopCache } from './gop-cache.js';
import { PlaybackMetrics } from './playback-metrics.js';
import { PlaybackMaker } from './playback-run.js';
import { PlaybacksController } from './playbacks.controller.js';
import { PlaybacksService } from './playbacks.service.js';
import { PreviewController } from './preview/preview.controller.js';
import { PreviewService } from './preview/preview.service.js';
import { RecordingsModule } from './recordings/recordings.module.js';
import { SessionMaker } from './session-maker.js';
import { PlaybackStreamServer } from './stream/playback-stream.server.js';
import { PacedLines } from './webrtc/paced-lines.js';
import { PlaybackWhepController } from './webrtc/playback-whep.controller.js';

/** Recordings in the browser. */
@Module({
  imports: [AccessModule, LiveModule, RecordingsModule, ViewingModule],
  controllers: [PlaybacksController, PlaybackWhepController, PreviewController],
  providers: [
    CameraSounds,
    { provide: GopCache, useFactory: () => new GopCache() },
    PacedLines,
    PlaybackMetrics,
    PlaybacksService,
    PlaybackStreamServer,
    PreviewService,
    { provide: PlaybackMaker, useClass: SessionMaker },
    { provide: PlaybackPositions, useExisting: PlaybacksService },
  ],
  exports: [PlaybackPositions],
})
export class PlaybackModule {}
