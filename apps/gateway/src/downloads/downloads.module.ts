import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { DownloadUpdates } from '../events/download-updates.js';
import { LiveModule } from '../live/live.module.js';
import { RecorderDirectoryModule } from '../recorders/recorder-directory.module.js';
import { DownloadEvidence } from './download-evidence.js';
import { DownloadFiles } from './download-files.js';
import { DownloadMetrics } from './download-metrics.js';
import { DownloadReceivers } from './download-receivers.js';
import { DownloadRequests } from './download-requests.js';
import { DownloadRuns } from './download-runs.js';
import { DownloadStore } from './download-store.js';
import { DownloadsController } from './downloads.controller.js';
import { DownloadsService } from './downloads.service.js';
import { FREE_BYTES, freeBytesOfDisk } from './disk-guard.js';
import { GopPieces } from './gop-pieces.js';

/** Files of recordings, to be taken home. */
@Module({
  imports: [AccessModule, LiveModule, RecorderDirectoryModule],
  controllers: [DownloadsController],
  providers: [
    { provide: FREE_BYTES, useValue: freeBytesOfDisk },
    DownloadEvidence,
    DownloadFiles,
    DownloadMetrics,
    DownloadReceivers,
    DownloadRequests,
    DownloadRuns,
    DownloadStore,
    DownloadsService,
    GopPieces,
    { provide: DownloadUpdates, useExisting: DownloadsService },
  ],
  exports: [DownloadUpdates, DownloadRuns, DownloadsService],
})
export class DownloadsModule {}
