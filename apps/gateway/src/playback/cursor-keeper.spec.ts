import { CursorKeeper } from './cursor-keeper.js';

const span = { startMs: 1_000, endMs: 2_000 };

function keeper(): CursorKeeper {
  const it = new CursorKeeper();
  it.sent({ command: 'mask', cameras: [1] });
  it.sent({ command: 'go-to-date', atMs: 1_000 });
  return it;
}

describe('the keeper of the cursor', () => {
  it('is unsure of the place after what cannot be read', () => {
    const it = keeper();
    it.came(1, span, undefined);
    it.cameUnknown(1);
    expect(it.cursor.places.get(1)).toEqual({
      kind: 'unsure',
      delivered: span,
      shownMs: undefined,
    });
  });

  it('is unsure after an answer without pictures too, but where it was only just sent to', () => {
    const it = keeper();
    it.cameWithout(1);
    expect(it.cursor.places.get(1)).toEqual({ kind: 'near', atMs: 1_000 });
    it.came(1, span, undefined);
    it.cameWithout(1);
    expect(it.cursor.places.get(1)).toMatchObject({ kind: 'unsure', delivered: span });
  });
});
