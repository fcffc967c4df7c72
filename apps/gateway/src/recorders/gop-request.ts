import { parsePlaybackBody, parsePlaybackSoundBody, ProtocolError } from '@casement/protocol';
import type { GopAnswer, SoundAnswer } from '../playback/recorder-playback.js';
import { DialError } from '../net/dial-error.js';
import type { DataReply } from './recorder-client.js';
import { causeOfStatus, SessionFailure } from './session-failure.js';

/**
 * What an answer to `camera.cgi` or `playaudio.cgi` says about its UID (B71). A status that says nothing about it, such
 * as 500, concerns this one request only: the playback of other cameras need not end with it.
 *
 * @throws {SessionFailure} the UID is of no use any more
 * @throws {DialError} no usable answer
 */
export function requireRecording({ status, isPage }: DataReply): void {
  const cause = causeOfStatus(status);
  if (cause?.kind === 'unexpected') {
    throw new DialError('no-answer', cause.detail);
  }
  if (cause) {
    throw new SessionFailure(cause);
  }
  if (isPage) {
    throw new SessionFailure({ kind: 'uid-invalid', answer: 'html' });
  }
}

/**
 * What `camera.cgi` brought (NVR v1.4R1 3.2.1). Nothing where nothing is recorded: 204, no body, presence flag 0 or no
 * picture (B36, E.3).
 *
 * @throws {ProtocolError} the body makes no sense, or is of another camera
 */
export function gopAnswer({ bytes }: DataReply, camera: number, tookMs: number): GopAnswer {
  if (bytes.length === 0) {
    return { kind: 'nothing', body: undefined, reason: 'the recorder sent no picture' };
  }
  const body = parsePlaybackBody(bytes);
  requireCamera(camera, body.information.camera, 'camera.cgi');
  if (body.pictures.length > 0) {
    return { kind: 'gop', body, tookMs };
  }
  if (body.isPresent && body.isTruncated) {
    throw ProtocolError.unexpected('playback-body', {
      found: `${bytes.length} bytes that end within the first picture`,
      expected: 'at least one whole picture',
      where: 'answer of camera.cgi',
    });
  }
  return { kind: 'nothing', body, reason: 'nothing is recorded here' };
}

/**
 * What `playaudio.cgi` brought (NVR v1.4R1 3.2.2): about a second of sound, or nothing.
 *
 * @throws {ProtocolError} the body makes no sense, or is of another camera
 */
export function soundAnswer({ bytes }: DataReply, camera: number): SoundAnswer {
  if (bytes.length === 0) {
    return { kind: 'nothing', reason: 'the recorder sent no sound' };
  }
  const body = parsePlaybackSoundBody(bytes);
  requireCamera(camera, body.camera, 'playaudio.cgi');
  return body.frames.length > 0
    ? { kind: 'sound', body }
    : { kind: 'nothing', reason: 'no sound is recorded here' };
}

/** A body that does not name its camera is taken as that of the one that was asked for. */
function requireCamera(asked: number, found: number | undefined, cgi: string): void {
  if (found !== undefined && found !== asked) {
    throw ProtocolError.unexpected('playback-body', {
      found: `pictures or sound of camera ${found}`,
      expected: `camera ${asked}`,
      where: `answer of ${cgi}`,
    });
  }
}
