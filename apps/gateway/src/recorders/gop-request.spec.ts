import { ProtocolError, writePlaybackBody } from '@casement/protocol';
import type { PlaybackPictureInput } from '@casement/protocol';
import { DialError } from '../net/dial-error.js';
import { gopAnswer, requireRecording, soundAnswer } from './gop-request.js';
import type { DataReply } from './recorder-client.js';
import { SessionFailure } from './session-failure.js';
import { FakeRecordings } from './testing/fake-recordings.js';

const startMs = Date.UTC(2026, 10, 21, 7);

const replyOf = (change: Partial<DataReply> = {}): DataReply => ({
  status: 200,
  contentType: 'application/octet-stream',
  isPage: false,
  bytes: new Uint8Array(),
  ...change,
});

const bodyOf = (camera: number | undefined, pictures: readonly PlaybackPictureInput[]): DataReply =>
  replyOf({
    bytes: writePlaybackBody({
      codec: 'h264',
      information: camera === undefined ? {} : { camera },
      start: { epochMs: startMs },
      end: { epochMs: startMs + 1_000 },
      pictures,
    }),
  });

const picture = { epochMs: startMs, data: Uint8Array.of(0, 0, 0, 1, 0x65, 1, 2, 3) };

describe('requireRecording', () => {
  it.each([
    ['401', { status: 401 }, { kind: 'uid-invalid', answer: '401' }],
    ['404', { status: 404 }, { kind: 'uid-invalid', answer: '404' }],
    ['a page', { isPage: true }, { kind: 'uid-invalid', answer: 'html' }],
    ['503', { status: 503 }, { kind: 'busy' }],
  ])('%s ends the session', (_name, change, cause) => {
    let thrown: unknown;
    try {
      requireRecording(replyOf(change));
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(SessionFailure);
    expect(thrown).toMatchObject({ sessionCause: cause });
  });

  it('takes 200 and 204; any other status concerns only this request', () => {
    expect(() => requireRecording(replyOf({ status: 204 }))).not.toThrow();
    expect(() => requireRecording(replyOf())).not.toThrow();
    expect(() => requireRecording(replyOf({ status: 500 }))).toThrow(
      new DialError('no-answer', 'the recorder answered with status 500'),
    );
  });
});

describe('gopAnswer', () => {
  it('reads a GOP', () => {
    expect(gopAnswer(bodyOf(2, [picture]), 2, 70)).toMatchObject({
      kind: 'gop',
      tookMs: 70,
      body: { codec: 'h264', pictures: [{ epochMs: startMs }] },
    });
  });

  it('takes a body that does not name its camera', () => {
    expect(gopAnswer(bodyOf(undefined, [picture]), 2, 0).kind).toBe('gop');
  });

  it('is nothing without a byte, and without a picture', () => {
    expect(gopAnswer(replyOf(), 2, 0)).toEqual({
      kind: 'nothing',
      body: undefined,
      reason: 'the recorder sent no picture',
    });
    expect(gopAnswer(bodyOf(2, []), 2, 0)).toMatchObject({
      kind: 'nothing',
      reason: 'nothing is recorded here',
      body: { isPresent: false },
    });
  });

  it('refuses the body of another camera, a body cut within the first picture, and rubbish', () => {
    expect(() => gopAnswer(bodyOf(3, [picture]), 2, 0)).toThrow(
      'pictures or sound of camera 3; expected camera 2 (answer of camera.cgi)',
    );
    const long = bodyOf(2, [{ ...picture, data: new Uint8Array(9_000).fill(7) }]);
    const cut = replyOf({ bytes: long.bytes.subarray(0, 4_000) });
    expect(() => gopAnswer(cut, 2, 0)).toThrow(ProtocolError);
    expect(() => gopAnswer(replyOf({ bytes: new Uint8Array(512).fill(1) }), 2, 0)).toThrow(
      ProtocolError,
    );
  });
});

describe('soundAnswer', () => {
  it('reads a second of sound, and refuses that of another camera', () => {
    const recordings = new FakeRecordings();
    recordings.control({ command: 'goToDate', uid: '1', timeMs: startMs });
    const bytes = recordings.audio('1', 2) ?? new Uint8Array();
    expect(soundAnswer(replyOf({ bytes }), 2)).toMatchObject({
      kind: 'sound',
      body: { codec: 'g711', camera: 2, startMs },
    });
    expect(() => soundAnswer(replyOf({ bytes }), 1)).toThrow('expected camera 1');
    expect(soundAnswer(replyOf(), 1)).toEqual({
      kind: 'nothing',
      reason: 'the recorder sent no sound',
    });
  });
});
