import fc from 'fast-check';
import { readMoveRequest } from './move-request.js';

describe('readMoveRequest', () => {
  it('reads a move; what is missing is 0', () => {
    expect(readMoveRequest({ recorder: 'hq', camera: 3, pan: 0.5 })).toEqual({
      place: { recorder: 'hq', camera: 3 },
      move: { pan: 0.5, tilt: 0, zoom: 0 },
    });
  });

  it.each([
    [undefined],
    [null],
    ['pan'],
    [{ recorder: 'hq' }],
    [{ recorder: 'hq', camera: 1.5 }],
    [{ recorder: 'hq', camera: 1, pan: 1.01 }],
    [{ recorder: 'hq', camera: 1, tilt: Number.NaN }],
    [{ recorder: 'hq', camera: 1, zoom: '1' }],
    [{ recorder: 'hq', camera: 1, speed: 1 }],
  ])('%j: says what is wrong', (request) => {
    expect(readMoveRequest(request)).toEqual(expect.stringMatching(/\S/));
  });

  it('takes anything', () => {
    fc.assert(
      fc.property(fc.anything(), (request) => {
        const read = readMoveRequest(request);
        expect(typeof read === 'string' ? read.length : 0).toBeLessThanOrEqual(300);
      }),
    );
  });
});
