import { sampleClock } from '../../testing/recorded-gops.js';
import { noFacts, noticeOf, type PictureFacts, stateOf } from './picture-state.js';

const playing: PictureFacts = {
  ...noFacts,
  way: 'frames',
  hasPicture: true,
  clock: { state: 'playing', reason: null },
  camera: { ...sampleClock.camera, state: 'playing' },
};

const camera = sampleClock.camera;

describe('the words over a picture', () => {
  it.each<[string, Partial<PictureFacts>, ReturnType<typeof noticeOf>]>([
    ['a picture that moves', {}, null],
    ['nothing yet', { hasPicture: false }, { kind: 'waiting', words: 'waiting for the recorder' }],
    [
      'the worker waits for a GOP',
      { waits: 'gop' },
      { kind: 'waiting', words: 'waiting for the recorder' },
    ],
    [
      'the worker waits for the decoder',
      { waits: 'decoder' },
      { kind: 'waiting', words: 'decoding' },
    ],
    ['a decoder that is behind: the tile says so', { waits: 'decoder', behindSeconds: 2 }, null],
    [
      'the recorder is slow',
      { camera: { ...camera, state: 'waiting', reason: 'waiting for the recorder: 3 s' } },
      { kind: 'waiting', words: 'waiting for the recorder: 3 s' },
    ],
    [
      'the line is down',
      { note: 'The connection to the gateway broke' },
      { kind: 'waiting', words: 'The connection to the gateway broke' },
    ],
    [
      'a gap',
      {
        note: 'x',
        camera: { ...camera, state: 'gap', reason: 'no recording 03:10:00-03:40:00' },
      },
      { kind: 'gap', words: 'no recording 03:10:00-03:40:00' },
    ],
    [
      'a gap without a reason',
      { camera: { ...camera, state: 'gap' } },
      { kind: 'gap', words: 'no recording' },
    ],
    [
      'a refusal',
      {
        camera: {
          ...camera,
          state: 'failed',
          reason: 'the recorder refused: all 16 sessions in use',
        },
      },
      { kind: 'failed', words: 'the recorder refused: all 16 sessions in use' },
    ],
    [
      'a playback that failed as a whole',
      { clock: { state: 'failed', reason: 'signed out by the recorder' } },
      { kind: 'failed', words: 'signed out by the recorder' },
    ],
    [
      'damaged pictures',
      { damaged: 'cannot be decoded' },
      { kind: 'failed', words: 'cannot be decoded' },
    ],
    [
      'the end',
      { over: 'The playback has ended' },
      { kind: 'failed', words: 'The playback has ended' },
    ],
  ])('of %s', (_, change, expected) => {
    expect(noticeOf(stateOf({ ...playing, ...change }))).toEqual(expected);
  });

  it('names the gap as far as it is known', () => {
    const gap = { from: '2021-11-14T03:10:00Z', to: null };
    expect(stateOf({ ...playing, camera: { ...camera, state: 'gap', gap } }).gap).toEqual(gap);
    expect(stateOf({ ...playing, camera: { ...camera, gap } }).gap).toBeNull();
  });
});
