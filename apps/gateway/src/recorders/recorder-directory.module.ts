import { Module } from '@nestjs/common';
import { RecorderPlaybacks } from '../playback/recorder-playback.js';
import { RecorderDownloads } from '../downloads/recorder-downloads.js';
import { DirectoryDownloads } from './directory-downloads.js';
import { DirectoryPlaybacks } from './directory-playbacks.js';
import { RecorderDirectory } from './recorder-directory.js';
import { RecorderMetrics } from './recorder-metrics.js';
import { RecorderStore } from './recorder-store.js';

/** The recorders themselves, without their HTTP surface: what live and playback need of this room. */
@Module({
  providers: [
    RecorderStore,
    RecorderDirectory,
    RecorderMetrics,
    DirectoryPlaybacks,
    { provide: RecorderDownloads, useClass: DirectoryDownloads },
    { provide: RecorderPlaybacks, useExisting: DirectoryPlaybacks },
  ],
  exports: [
    RecorderStore,
    RecorderDirectory,
    DirectoryPlaybacks,
    RecorderPlaybacks,
    RecorderDownloads,
  ],
})
export class RecorderDirectoryModule {}
