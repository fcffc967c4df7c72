import type { Provider } from '@nestjs/common';
import { AlarmStore } from '../alarm-model.js';
import { AdoptedSenders } from '../read/adopted-senders.js';
import { AlarmCursors } from './alarm-cursors.js';
import { DatabaseAdoptedSenders } from './database-adopted-senders.js';
import { DatabaseAlarmStore } from './database-alarm-store.js';

/** What keeps alarms, whose senders are, and how far others have got. */
export const storeProviders: Provider[] = [
  { provide: AlarmStore, useClass: DatabaseAlarmStore },
  { provide: AdoptedSenders, useClass: DatabaseAdoptedSenders },
  AlarmCursors,
];
