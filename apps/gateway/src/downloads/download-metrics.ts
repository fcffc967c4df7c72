import { downloadStateSchema } from '@casement/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';
import { collectCounter, collectGauge } from '../health/collected-metrics.js';
import { METRICS_REGISTRY } from '../health/metrics-registry.js';
import { DownloadRuns } from './download-runs.js';
import { DownloadsService } from './downloads.service.js';

/** Figures of the downloads, read when somebody asks for the metrics. */
@Injectable()
export class DownloadMetrics {
  constructor(
    @Inject(METRICS_REGISTRY) registry: Registry,
    downloads: DownloadsService,
    runs: DownloadRuns,
  ) {
    collectGauge(registry, {
      name: 'casement_downloads',
      help: 'Downloads by state',
      labelNames: ['state'],
      read: () => {
        const states = downloads.jobs.map(({ view }) => view.state);
        return downloadStateSchema.options.map((state) => [
          { state },
          states.filter((each) => each === state).length,
        ]);
      },
    });
    collectGauge(registry, {
      name: 'casement_downloads_stored_bytes',
      help: 'Bytes of the files of downloads',
      labelNames: [],
      read: () => [[{}, downloads.jobs.reduce((sum, { bytes }) => sum + bytes, 0)]],
    });
    collectGauge(registry, {
      name: 'casement_download_transfers',
      help: 'Pieces that are being fetched or wait for their recorder',
      labelNames: [],
      read: () => [[{}, runs.running]],
    });
    const counters = {
      bytes: 'Bytes that came from recorders for downloads',
      pieces: 'Pieces of downloads that are through',
      failures: 'Pieces of downloads that were given up',
    } as const;
    for (const [what, help] of Object.entries(counters)) {
      collectCounter(registry, {
        name: `casement_download_${what}_total`,
        help,
        labelNames: [],
        read: () => [[{}, runs.counts[what as keyof typeof counters]]],
      });
    }
  }
}
