import { GopCache } from './gop-cache.js';
import { PreviewSearch } from './preview-search.js';
import type { PreviewResult } from './preview-search.js';
import { keptGop } from './testing/recorded-gops.js';

describe('the search for a preview', () => {
  it.each([
    ['keeps a whole GOP for everybody', true],
    ['keeps a GOP that was cut to itself', false],
  ])('%s', (_name, isWhole) => {
    const cache = new GopCache();
    const results: PreviewResult[] = [];
    const settled = (result: PreviewResult): number => results.push(result);
    const search = new PreviewSearch({ camera: 1, atMs: 1_500, cache, settled });
    const gop = keptGop(1_000);
    search.received(
      { kind: 'gop', gop, isWhole, notice: undefined, defects: [] },
      { kind: 'at', atMs: 1_500 },
    );
    expect(results).toEqual([gop]);
    expect(cache.startingAt('r', 1, 1_000)).toEqual(isWhole ? gop : undefined);
  });
});
