export { alarmCatalogue, findAlarmRow } from './alarm/alarm-catalogue.js';
export type {
  AlarmCatalogueRow,
  AlarmMessageId,
  AlarmRowKind,
  AlarmRowSeverity,
  AlarmRowSubject,
} from './alarm/alarm-catalogue-row.js';
export { alarmClassMeaning, alarmClasses } from './alarm/alarm-class.js';
export type { AlarmClassMeaning } from './alarm/alarm-class.js';
export { AlarmFramer } from './alarm/alarm-framer.js';
export type {
  AlarmFramerHolding,
  AlarmFramerListener,
  AlarmFramerOptions,
} from './alarm/alarm-framer.js';
export type {
  AlarmBasicInput,
  AlarmExtensionInput,
  AlarmInput,
  AlarmSenderInput,
  AlarmTimeInput,
} from './alarm/alarm-input.js';
export type {
  AlarmBasic,
  AlarmClass,
  AlarmDefect,
  AlarmExtension,
  AlarmMessage,
  AlarmSender,
  AlarmTime,
  AlarmZone,
} from './alarm/alarm-message.js';
export { alarmTimeMs, readAlarmTime } from './alarm/alarm-time.js';
export { readEmergencyCameras, writeEmergencyCameras } from './alarm/emergency-cameras.js';
export { normaliseMac } from './alarm/mac-address.js';
export { parseAlarm } from './alarm/parse-alarm.js';
export type { ParseAlarmOptions } from './alarm/parse-alarm.js';
export { parseProductInfo, serializeProductInfo } from './alarm/product-info.js';
export type { ProductInfo } from './alarm/product-info.js';
export { relayAlarm } from './alarm/relay-alarm.js';
export type { RelayAlarmOptions, RelayedAlarm, RelayRefusal } from './alarm/relay-alarm.js';
export { appendAlarmSender, serializeAlarm } from './alarm/serialize-alarm.js';

export { ProtocolError } from './protocol-error.js';
export type { ProtocolErrorContext, ProtocolErrorKind, Surprise } from './protocol-error.js';
export { isUid, maskUid, redactUrl } from './uid.js';

export { Credentials } from './http/credentials.js';
export { SecretText } from './http/secret-text.js';
export type { DigestAlgorithm } from './http/digest-algorithm.js';
export {
  createDigestAuthorization,
  parseDigestAuthorization,
  verifyDigest,
} from './http/digest-authorization.js';
export type {
  DigestAuthorization,
  DigestExpectation,
  DigestRequestInput,
} from './http/digest-authorization.js';
export { parseWwwAuthenticate, serializeWwwAuthenticate } from './http/digest-challenge.js';
export type { DigestChallenge, ParsedDigestChallenge } from './http/digest-challenge.js';
export { DigestSession } from './http/digest-session.js';
export type { DigestRequest, DigestSessionOptions, DigestVerdict } from './http/digest-session.js';
export {
  parseKeyValuePage,
  readKeyValuePage,
  serializeKeyValuePage,
} from './http/key-value-page.js';
export type { KeyValuePage, KeyValuePageStyle } from './http/key-value-page.js';
export { DEVICE_DELIMITER, boundaryFromContentType } from './http/multipart-boundary.js';
export type { MultipartDefect } from './http/multipart-defect.js';
export { MultipartParser } from './http/multipart-parser.js';
export type { MultipartParserOptions, MultipartState } from './http/multipart-options.js';
export { serializeMultipartEnd, serializeMultipartPart } from './http/multipart-part.js';
export type { MultipartPart, MultipartPartInput } from './http/multipart-part.js';
export { OrderedQuery } from './http/ordered-query.js';
export type { QueryEntry, QueryPolicy } from './http/ordered-query.js';

export { parseCameraConnections, serializeCameraConnections } from './nvr/camera-connections.js';
export type {
  CameraConnection,
  CameraConnectionState,
  CameraConnections,
  ParsedCameraConnections,
} from './nvr/camera-connections.js';
export { parseCameraMask, serializeCameraMask } from './nvr/camera-mask.js';
export type { CameraMask } from './nvr/camera-mask.js';
export { MAX_AUX, MAX_PRESET } from './nvr/camera-control-rows.js';
export type { NvrPacing } from './nvr/command-row.js';
export { nvrCommandTable } from './nvr/command-table.js';
export type { NvrCommandName, NvrRequest } from './nvr/command-table.js';
export { nvrCommands, serializeNvrRequest } from './nvr/commands.js';
export type { DownloadRequest, NvrCommand } from './nvr/commands.js';
export { parseDownloadHeaders, writeDownloadHeaders } from './nvr/download-headers.js';
export type { DownloadHeaders, DownloadStatus } from './nvr/download-headers.js';
export { safeDownloadName } from './nvr/download-name.js';
export { DOWNLOAD_KINDS } from './nvr/download-parameter.js';
export type { DownloadKind } from './nvr/download-parameter.js';
export { DownloadParts } from './nvr/download-parts.js';
export type { DownloadEnd, DownloadEvent, DownloadPartsOptions } from './nvr/download-parts.js';
export { MAX_DOWNLOAD_RANGE_MS, splitRange } from './nvr/download-range.js';
export type { DownloadRange } from './nvr/download-range.js';
export type { LiveCompression } from './nvr/live-compression.js';
export { splitJpegPart } from './nvr/live-jpeg.js';
export type { LiveJpeg } from './nvr/live-jpeg.js';
export { classifyLivePart } from './nvr/live-part.js';
export type { LiveAudioCodec, LivePart } from './nvr/live-part.js';
export { parseRecorderLog, serializeRecorderLog } from './nvr/logs.js';
export type { LogEntry, RecorderLog, RecorderLogKind } from './nvr/logs.js';
export { parseLoginPage, serializeLoginPage } from './nvr/login-page.js';
export { parsePlaybackBody } from './nvr/playback-body.js';
export type { PlaybackBody, RecordedCodec, RecordedPicture } from './nvr/playback-body.js';
export { writePlaybackBody } from './nvr/playback-body-writer.js';
export type {
  PlaybackBodyInput,
  PlaybackBodyStyle,
  PlaybackPictureInput,
} from './nvr/playback-body-writer.js';
export { MAX_PLAYBACK_BODY_BYTES, MAX_PLAYBACK_SOUND_BODY_BYTES } from './nvr/playback-layout.js';
export { parsePlaybackSoundBody } from './nvr/playback-sound-body.js';
export type { PlaybackSoundBody, RecordedSoundCodec } from './nvr/playback-sound-body.js';
export { writePlaybackSoundBody } from './nvr/playback-sound-body-writer.js';
export type {
  PlaybackSoundBodyInput,
  PlaybackSoundBodyStyle,
} from './nvr/playback-sound-body-writer.js';
export {
  MAX_CENTRE,
  MAX_PTZ_STEPS,
  MAX_ZOOM_STEPS,
  toCentre,
  toPtzSteps,
} from './nvr/ptz-steps.js';
export type { PtzScale, PtzSteps } from './nvr/ptz-steps.js';
export { parseRecordedTimes, serializeRecordedTimes } from './nvr/recorded-times.js';
export type { LocalTime, RecordedDisk, RecordedTimes } from './nvr/recorded-times.js';
export type { RecordedTime, RecordedZone } from './nvr/recorded-time.js';
export type { RecorderFields, RecorderState } from './nvr/recorder-fields.js';
export { parseRecorderInformation, writeRecorderTlvs } from './nvr/recorder-information.js';
export type { RecorderInformation } from './nvr/recorder-information.js';
export type { RecorderTime } from './nvr/recorder-time.js';
export { parseNvrRequest } from './nvr/request.js';
export { isDocumentedTimefYear, parseTimef, serializeTimef } from './nvr/timef.js';
export type { ParsedTimef, TimefPrecision } from './nvr/timef.js';
export { parseTlvs, serializeTlvs } from './nvr/tlv.js';
export type { Tlv, Tlvs } from './nvr/tlv.js';
