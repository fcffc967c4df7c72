import type { Recorder } from '@casement/contract';
import { StateCoalescer } from './state-coalescer.js';

const recorder = (id: string, reason: string): Recorder => ({
  id,
  name: id,
  kind: 'nvr',
  state: 'connecting',
  reason,
  sessions: { used: null, limit: null },
  clockOffsetMs: null,
  origin: 'file',
  url: 'http://192.0.2.1',
  retryAt: null,
  timeZone: null,
  asleepSince: null,
});

describe('StateCoalescer', () => {
  it('keeps the newest change of each recorder, in the order of the newest changes', () => {
    const coalescer = new StateCoalescer();
    coalescer.put({ what: 'recorder', recorder: recorder('a', 'first') });
    coalescer.put({ what: 'recorder', recorder: recorder('b', 'only') });
    coalescer.put({ what: 'recorder', recorder: recorder('a', 'second') });
    expect(coalescer.take()).toEqual([
      { what: 'recorder', recorder: recorder('b', 'only') },
      { what: 'recorder', recorder: recorder('a', 'second') },
    ]);
    expect(coalescer.take()).toEqual([]);
  });

  it('a removal replaces the state of the removed', () => {
    const coalescer = new StateCoalescer();
    coalescer.put({ what: 'recorder', recorder: recorder('a', 'x') });
    coalescer.put({ what: 'recorder-removed', id: 'a' });
    expect(coalescer.take()).toEqual([{ what: 'recorder-removed', id: 'a' }]);
  });
});
