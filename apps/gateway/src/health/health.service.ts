import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { problems } from '../errors/problems.js';
import { Readiness, type ReadinessReport } from './readiness.js';

/** Seconds after which it is worth asking again. */
const RETRY_S = 5;

/** Whether somebody may be sent to this gateway. */
@Injectable()
export class HealthService {
  constructor(
    private readonly readiness: Readiness,
    database: Database,
  ) {
    readiness.register('database', () => database.check());
  }

  /**
   * The report of all checks.
   *
   * @throws {ProblemError} 503 when one of them has failed
   */
  async ready(): Promise<ReadinessReport> {
    const report = await this.readiness.report();
    if (!report.ready) {
      const failed = Object.entries(report.checks).filter(([, { ok }]) => !ok);
      throw problems.serviceUnavailable(
        `Not ready: ${failed.map(([name, { detail }]) => (detail === undefined ? name : `${name} (${detail})`)).join(', ')}.`,
        RETRY_S,
        { checks: report.checks },
      );
    }
    return report;
  }
}
