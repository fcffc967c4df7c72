import type { Provider } from '@nestjs/common';
import { AlarmPassOn } from '../alarm-model.js';
import { AlarmDistribution } from './alarm-distribution.js';
import { PassOnMetrics } from './pass-on-metrics.js';

/** Everything of this folder; they want the store and its cursors. */
export const passOnProviders: Provider[] = [
  AlarmDistribution,
  { provide: AlarmPassOn, useExisting: AlarmDistribution },
  PassOnMetrics,
];
