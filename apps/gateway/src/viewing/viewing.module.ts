import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { HealthModule } from '../health/health.module.js';
import { LiveModule } from '../live/live.module.js';
import { TranscodingModule } from '../transcoding/transcoding.module.js';
import { Audience } from './audience.js';
import { HlsController } from './hls/hls.controller.js';
import { HlsService } from './hls/hls.service.js';
import { RightsCheck } from './rights-check.js';
import { MjpegService } from './stills/mjpeg.service.js';
import { SnapshotService } from './stills/snapshot.service.js';
import { StillsController } from './stills/stills.controller.js';
import { StreamServer } from './stream/stream.server.js';
import { StreamService } from './stream/stream.service.js';
import { UpgradeRouter } from './stream/upgrade-router.js';
import { TranscodingsController } from './transcodings.controller.js';
import { ViewingMetrics } from './viewing-metrics.js';
import { WayMetrics } from './way-metrics.js';
import { WhepController } from './whep.controller.js';
import { WhepService } from './whep.service.js';

/** The ways of a picture to a browser. */
@Module({
  imports: [AccessModule, HealthModule, LiveModule, TranscodingModule],
  // What has a name of its own comes before the files of HLS, which are all that is left.
  controllers: [WhepController, StillsController, HlsController, TranscodingsController],
  providers: [
    Audience,
    HlsService,
    MjpegService,
    RightsCheck,
    SnapshotService,
    StreamServer,
    StreamService,
    UpgradeRouter,
    ViewingMetrics,
    WayMetrics,
    WhepService,
  ],
  // Playback shows its pictures in the same ways.
  exports: [Audience, SnapshotService, TranscodingModule, UpgradeRouter, WhepService],
})
export class ViewingModule {}
