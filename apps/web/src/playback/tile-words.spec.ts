import { samplePlaybackCamera } from '../testing/sample-playback.js';
import type { PlaybackPictureState } from './picture/picture-state.js';
import { parseRecorderZone, utcZone } from './recorder-zone.js';
import { type TileFacts, tileWords } from './tile-words.js';

const berlin = parseRecorderZone('Europe/Berlin') ?? utcZone;
const facts: TileFacts = {
  camera: samplePlaybackCamera(1),
  picture: null,
  problem: null,
  open: true,
  zone: berlin,
};
const picture: PlaybackPictureState = {
  way: 'frames',
  why: null,
  waiting: null,
  behind: null,
  gap: null,
  failed: null,
  camera: null,
  sound: 'off',
  statistics: null,
};
const gap = { from: '2026-11-21T02:10:00Z', to: '2026-11-21T02:40:00Z' };

describe('words of a tile', () => {
  it.each<[string, Partial<TileFacts>, string, string]>([
    ['nothing yet', { open: false, camera: null }, 'busy', 'opening'],
    ['a refusal', { open: false, camera: null, problem: 'all in use' }, 'bad', 'not open'],
    ['a picture', {}, 'ok', 'paused'],
    [
      'a browser that decodes too slowly',
      { picture: { ...picture, behind: 'this browser is 2 s behind' } },
      'warn',
      'this browser is 2 s behind',
    ],
    [
      'a gap, in the recorder’s zone',
      { camera: samplePlaybackCamera(1, { state: 'gap', gap }) },
      'idle',
      'no recording 03:10-03:40',
    ],
    [
      'a gap to the second',
      {
        camera: samplePlaybackCamera(1, {
          state: 'gap',
          gap: { ...gap, to: '2026-11-21T02:40:07Z' },
        }),
      },
      'idle',
      'no recording 03:10:00-03:40:07',
    ],
    [
      'a gap without an end',
      { camera: samplePlaybackCamera(1, { state: 'gap', gap: { ...gap, to: null } }) },
      'idle',
      'no recording at 03:10',
    ],
    [
      'a gap of which nothing is known',
      { camera: samplePlaybackCamera(1, { state: 'gap' }) },
      'idle',
      'no recording',
    ],
    [
      'waiting',
      { camera: samplePlaybackCamera(1, { state: 'waiting' }) },
      'warn',
      'waiting for the recorder',
    ],
    [
      'what the picture waits for',
      { picture: { ...picture, waiting: 'decoding' } },
      'warn',
      'decoding',
    ],
    ['what failed', { picture: { ...picture, failed: 'no way is left' } }, 'bad', 'no way is left'],
  ])('%s', (_name, change, mark, words) => {
    expect(tileWords({ ...facts, ...change })).toMatchObject({ mark, words });
  });
});
