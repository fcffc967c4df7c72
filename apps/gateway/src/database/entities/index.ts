import { AlarmCursorEntity } from './alarm-cursor.entity.js';
import { AlarmSenderEntity } from './alarm-sender.entity.js';
import { AlarmEntity } from './alarm.entity.js';
import { ApiTokenEntity } from './api-token.entity.js';
import { AuditEntryEntity } from './audit-entry.entity.js';
import { CameraMemoryEntity } from './camera-memory.entity.js';
import { CameraPresetEntity } from './camera-preset.entity.js';
import { DownloadEntity, DownloadFileEntity, DownloadPieceEntity } from './download.entity.js';
import { RecordedDayEntity } from './recorded-day.entity.js';
import { SessionEntity } from './session.entity.js';
import { StoredRecorderEntity } from './stored-recorder.entity.js';
import { UserEntity } from './user.entity.js';

/** Every table of the database. */
export const entities = [
  UserEntity,
  SessionEntity,
  ApiTokenEntity,
  AuditEntryEntity,
  StoredRecorderEntity,
  CameraMemoryEntity,
  CameraPresetEntity,
  RecordedDayEntity,
  AlarmEntity,
  AlarmSenderEntity,
  AlarmCursorEntity,
  DownloadEntity,
  DownloadPieceEntity,
  DownloadFileEntity,
];
