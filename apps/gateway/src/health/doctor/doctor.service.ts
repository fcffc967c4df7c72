import type { Finding, Findings } from '@casement/contract';
import { Inject, Injectable } from '@nestjs/common';
import { AlarmsService } from '../../alarms/alarms.service.js';
import { CASEMENT_CONFIG, type CasementConfig } from '../../config/config.js';
import { Database } from '../../database/database.js';
import { RecorderHealths } from '../../information/health/recorder-healths.js';
import { downloadsFinding } from '../../downloads/downloads.finding.js';
import { DownloadRuns } from '../../downloads/download-runs.js';
import { RecorderDirectory } from '../../recorders/recorder-directory.js';
import { Conversions } from '../../transcoding/conversions.js';
import { transcodingFinding } from '../../transcoding/transcoding.finding.js';
import { MediaStatus } from '../media-status.js';
import { alarmFindings } from './alarms.finding.js';
import { databaseFinding } from './database.finding.js';
import { ffmpegFinding } from './ffmpeg.finding.js';
import { bySeverity } from './finding.js';
import { iceServersFinding } from './ice-servers.finding.js';
import { informationFindings } from './information.finding.js';
import { mediaThreadFindings } from './media-threads.finding.js';
import { nodeVersionFinding } from './node-version.finding.js';
import { offloadFinding } from './offload.finding.js';
import { portsFinding } from './ports.finding.js';
import { recorderFindings } from './recorders.finding.js';
import { secureContextFinding } from './secure-context.finding.js';

/** Looks at everything that the gateway stands on, and says what could be better. */
@Injectable()
export class DoctorService {
  constructor(
    @Inject(CASEMENT_CONFIG) private readonly config: CasementConfig,
    private readonly database: Database,
    private readonly recorders: RecorderDirectory,
    private readonly media: MediaStatus,
    private readonly conversions: Conversions,
    private readonly alarms: AlarmsService,
    private readonly healths: RecorderHealths,
    private readonly downloads: DownloadRuns,
  ) {}

  /** All findings, problems first. */
  async examine(): Promise<Findings> {
    const { webrtc, server, transcoding, alarms, downloads } = this.config;
    const threads = this.media.status();
    const recorders = this.recorders.views;
    const [ffmpeg, database, healths, room] = await Promise.all([
      this.conversions.examine(),
      this.#database(),
      this.healths.known(),
      this.downloads.guard.roomBytes().catch(() => undefined),
    ]);
    return bySeverity([
      nodeVersionFinding(process.versions.node),
      database,
      secureContextFinding(server),
      ...mediaThreadFindings(threads, webrtc),
      offloadFinding(threads, webrtc),
      portsFinding(threads, webrtc),
      iceServersFinding(webrtc),
      ffmpegFinding(ffmpeg),
      transcodingFinding(ffmpeg, this.conversions.list(), transcoding.enabled),
      ...recorderFindings(recorders),
      downloadsFinding(room, downloads),
      ...informationFindings(healths),
      ...alarmFindings({
        status: this.alarms.status(),
        allowed: alarms.allow.length,
        recorders: recorders.length,
      }),
    ]);
  }

  async #database(): Promise<Finding> {
    return databaseFinding(await this.database.check(), this.config.database.url);
  }
}
