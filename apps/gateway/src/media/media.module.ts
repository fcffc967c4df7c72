import { type DynamicModule, Global, Module } from '@nestjs/common';
import { MediaStatus } from '../health/media-status.js';
import { inProcessLauncher } from './in-process-launcher.js';
import { MediaMetrics } from './media-metrics.js';
import { MediaPlane } from './media-plane.js';
import { THREAD_LAUNCHER, type ThreadLauncher } from './thread-launcher.js';

/** The media threads. */
@Global()
@Module({})
export class MediaModule {
  /** @param launcher how threads are started; in this very thread when nobody says how */
  static register(launcher: ThreadLauncher = inProcessLauncher()): DynamicModule {
    return {
      module: MediaModule,
      providers: [
        { provide: THREAD_LAUNCHER, useValue: launcher },
        MediaPlane,
        MediaMetrics,
        { provide: MediaStatus, useExisting: MediaPlane },
      ],
      exports: [MediaPlane, MediaStatus],
    };
  }
}
