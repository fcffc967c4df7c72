import type { Provider } from '@nestjs/common';
import { AlarmSource } from '../alarm-model.js';
import { AlarmListener } from './alarm-listener.js';
import { AllowList } from './allow-list.js';
import { DirectoryRecorders } from './directory-recorders.js';
import { KnownRecorders } from './known-recorders.js';
import { LOOK_UP_HOST, lookUpHost, RecorderHosts } from './recorder-hosts.js';
import { ReceiveMetrics } from './receive-metrics.js';

/** Everything of this folder; they want the recorders (RecorderDirectoryModule). */
export const receiveProviders: Provider[] = [
  { provide: KnownRecorders, useClass: DirectoryRecorders },
  { provide: LOOK_UP_HOST, useValue: lookUpHost },
  RecorderHosts,
  AllowList,
  AlarmListener,
  { provide: AlarmSource, useExisting: AlarmListener },
  ReceiveMetrics,
];
