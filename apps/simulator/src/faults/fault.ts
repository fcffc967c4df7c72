import { z } from 'zod';
import { answerOverrideSchema } from './answer-override.js';
import { badPayloadSchema } from './bad-payload.js';
import { counterWrapSchema } from './counter-wrap.js';
import { diskDefectSchema } from './disk-defect.js';
import { downloadDefectSchema, downloadStatusSchema } from './download-defect.js';
import { freezeSchema } from './freeze.js';
import { gopDefectSchema } from './gop-defect.js';
import { headerCaseSchema } from './header-case.js';
import { jpegDefectSchema } from './jpeg-defect.js';
import { logDefectSchema } from './log-defect.js';
import { loginPageDefectSchema } from './login-page-defect.js';
import { missingMarkerSchema } from './missing-marker.js';
import { multipartFormSchema } from './multipart-form.js';
import { networkCutSchema } from './network-cut.js';
import { packetDuplicateSchema } from './packet-duplicate.js';
import { packetJitterSchema } from './packet-jitter.js';
import { packetLossSchema } from './packet-loss.js';
import { packetReorderSchema } from './packet-reorder.js';
import { parameterSetsSchema } from './parameter-sets.js';
import { playbackEvictionSchema } from './playback-eviction.js';
import { ptzRefusalSchema } from './ptz-refusal.js';
import { ptzStuckSchema } from './ptz-stuck.js';
import { recordedClockSchema } from './recorded-clock.js';
import { sizeChangeSchema } from './size-change.js';
import { slowAnswerSchema } from './slow-answer.js';
import { slowGopSchema } from './slow-gop.js';
import { soundAheadSchema } from './sound-ahead.js';
import { soundDefectSchema } from './sound-defect.js';
import { splitWritesSchema } from './split-writes.js';
import { streamChangeSchema } from './stream-change.js';
import { streamResetSchema } from './stream-reset.js';
import { timestampSchema } from './timestamp.js';

/** Everything that can be made to go wrong, in a scenario or at run time. */
export const faultSchema = z.discriminatedUnion('kind', [
  packetLossSchema,
  packetReorderSchema,
  packetDuplicateSchema,
  packetJitterSchema,
  missingMarkerSchema,
  freezeSchema,
  timestampSchema,
  sizeChangeSchema,
  streamChangeSchema,
  parameterSetsSchema,
  badPayloadSchema,
  jpegDefectSchema,
  soundDefectSchema,
  counterWrapSchema,
  streamResetSchema,
  splitWritesSchema,
  headerCaseSchema,
  multipartFormSchema,
  answerOverrideSchema,
  slowAnswerSchema,
  loginPageDefectSchema,
  networkCutSchema,
  gopDefectSchema,
  slowGopSchema,
  recordedClockSchema,
  soundAheadSchema,
  playbackEvictionSchema,
  downloadDefectSchema,
  downloadStatusSchema,
  logDefectSchema,
  diskDefectSchema,
  ptzRefusalSchema,
  ptzStuckSchema,
]);

/** One thing that goes wrong. Several may be set at once, also several of a kind. */
export type Fault = z.infer<typeof faultSchema>;

/** The name of a fault. */
export type FaultKind = Fault['kind'];

/** The fault of that name. */
export type FaultOf<K extends FaultKind> = Extract<Fault, { kind: K }>;
