import type { MigrationObject } from '@mikro-orm/core';
import { PostgresqlAlarms } from './postgresql/2026-11-21-alarms.js';
import { PostgresqlCameraMemory } from './postgresql/2026-11-21-camera-memory.js';
import { PostgresqlCameraPresets } from './postgresql/2026-11-22-camera-presets.js';
import { PostgresqlDownloads } from './postgresql/2026-11-22-downloads.js';
import { PostgresqlFirstPicture } from './postgresql/2026-11-21-first-picture.js';
import { PostgresqlRecordedDays } from './postgresql/2026-11-21-recorded-days.js';
import { SqliteAlarms } from './sqlite/2026-11-21-alarms.js';
import { SqliteCameraMemory } from './sqlite/2026-11-21-camera-memory.js';
import { SqliteCameraPresets } from './sqlite/2026-11-22-camera-presets.js';
import { SqliteDownloads } from './sqlite/2026-11-22-downloads.js';
import { SqliteFirstPicture } from './sqlite/2026-11-21-first-picture.js';
import { SqliteRecordedDays } from './sqlite/2026-11-21-recorded-days.js';

/**
 * What is done to a database, oldest first. Every change of an entity comes with one migration for each
 * database, under the same name; database.spec.ts compares the result with the entities.
 */
export const migrations: Readonly<Record<'sqlite' | 'postgresql', MigrationObject[]>> = {
  sqlite: [
    { name: '2026-11-21-first-picture', class: SqliteFirstPicture },
    { name: '2026-11-21-camera-memory', class: SqliteCameraMemory },
    { name: '2026-11-21-recorded-days', class: SqliteRecordedDays },
    { name: '2026-11-21-alarms', class: SqliteAlarms },
    { name: '2026-11-22-camera-presets', class: SqliteCameraPresets },
    { name: '2026-11-22-downloads', class: SqliteDownloads },
  ],
  postgresql: [
    { name: '2026-11-21-first-picture', class: PostgresqlFirstPicture },
    { name: '2026-11-21-camera-memory', class: PostgresqlCameraMemory },
    { name: '2026-11-21-recorded-days', class: PostgresqlRecordedDays },
    { name: '2026-11-21-alarms', class: PostgresqlAlarms },
    { name: '2026-11-22-camera-presets', class: PostgresqlCameraPresets },
    { name: '2026-11-22-downloads', class: PostgresqlDownloads },
  ],
};
