import { newTile, type TileModel } from './tile-model.js';
import { describeTile, durationWords } from './tile-words.js';

const base: TileModel = { ...newTile(0), phase: { name: 'waiting', dueMs: 8_000 } };

describe('describeTile', () => {
  it.each<[string, Partial<TileModel>, string | null, string, string | null]>([
    [
      'the gateway’s reason',
      { camera: { state: 'waiting', reason: 'waiting for the first key frame' } },
      null,
      'Waiting for the camera',
      'waiting for the first key frame',
    ],
    [
      'the recorder’s when the camera has none',
      { camera: { state: 'starting', reason: null } },
      'refused: all 16 sessions in use',
      'Starting the camera',
      'refused: all 16 sessions in use',
    ],
    ['nothing known', {}, null, 'Waiting for a picture', null],
    [
      'frozen and the gateway gone',
      { phase: { name: 'frozen', dueMs: 1 }, gatewayReachable: false },
      'online',
      'The picture stopped',
      'The gateway cannot be reached',
    ],
    [
      'frozen for no known reason',
      { phase: { name: 'frozen', dueMs: 1 } },
      null,
      'The picture stopped',
      'No new picture arrives',
    ],
  ])('%s', (_name, change, recorderReason, headline, reason) => {
    expect(describeTile({ ...base, ...change }, recorderReason)).toMatchObject({
      headline,
      reason,
    });
  });

  it('says when the next try comes', () => {
    const model: TileModel = {
      ...base,
      phase: { name: 'reconnecting', words: 'Why', dueMs: 4_000 },
    };
    expect(describeTile(model)).toMatchObject({ reason: 'Why', nextTryMs: 4_000 });
  });
});

describe('durationWords', () => {
  it.each([
    [-5, '0 s'],
    [8_400, '8 s'],
    [185_000, '3 min 5 s'],
    [7_800_000, '2 h 10 min'],
    [4 * 86_400_000, '4 days'],
  ])('%i ms is "%s"', (milliseconds, words) => {
    expect(durationWords(milliseconds)).toBe(words);
  });
});
