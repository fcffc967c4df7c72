import { DefectCounter } from './defect-counter.js';
import { MediaError } from './media-error.js';

describe('MediaError', () => {
  it('carries kind, context and cause', () => {
    const cause = new Error('inner');
    const error = new MediaError('sps', 'SPS has too few bits', { offset: 12 }, { cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: 'MediaError',
      kind: 'sps',
      message: 'SPS has too few bits',
      context: { offset: 12 },
      cause,
    });
  });

  it('has an empty context by default', () => {
    expect(new MediaError('option', 'no').context).toEqual({});
  });
});

describe('DefectCounter', () => {
  it('shows names that were never counted', () => {
    const counter = new DefectCounter(['short', 'long']);
    counter.count('long');
    counter.count('long');
    expect(counter.snapshot()).toEqual({ short: 0, long: 2 });
    expect(counter.of('short')).toBe(0);
  });

  it('gives out snapshots, which do not change', () => {
    const counter = new DefectCounter(['short']);
    const before = counter.snapshot();
    counter.count('short');
    expect(before).toEqual({ short: 0 });
  });
});
