import { LearnedZone } from './learned-zone.js';
import { zoneName } from './recorder-zone.js';

const july = Date.parse('2026-07-01T12:00:00Z');
const november = Date.parse('2026-11-21T12:00:00Z');

describe('LearnedZone', () => {
  let changes: number;
  let learned: LearnedZone;

  beforeEach(() => {
    changes = 0;
    learned = new LearnedZone(() => {
      changes += 1;
    });
  });

  const read = (minutes: number, summerTime: boolean, atMs: number) => ({
    zone: { kind: 'read', minutes, summerTime } as const,
    atMs,
  });
  const names = (): (string | undefined)[] =>
    [learned.last, learned.now].map((zone) => zone && zoneName(zone));

  it('knows nothing before anything was read, and learns nothing of nothing', () => {
    learned.learn('live', undefined);
    expect([names(), changes]).toEqual([[undefined, undefined], 0]);
  });

  it('tells once of what it learns again and again', () => {
    for (let second = 0; second < 3; second += 1) {
      learned.learn('live', read(540, false, november + second * 1_000));
    }
    expect([names(), changes]).toEqual([['+09:00', '+09:00'], 1]);
  });

  it('stays in winter while somebody plays July', () => {
    learned.learn('log', read(60, false, november));
    learned.learn('recording', read(60, true, july));
    expect([names(), changes]).toEqual([['+02:00', '+01:00'], 1]);
    learned.learn('recording', read(60, false, november + 1_000));
    expect([names(), changes]).toEqual([['+01:00', '+01:00'], 1]);
  });

  it('hears of the end of summer from live pictures, also after recordings of summer', () => {
    learned.learn('recording', read(60, true, july));
    learned.learn('live', read(60, true, july + 1_000));
    expect(names()).toEqual(['+02:00', '+02:00']);
    learned.learn('live', read(60, false, november));
    expect([names(), changes]).toEqual([['+02:00', '+01:00'], 2]);
  });

  it('believes recordings before logs, and logs before live pictures', () => {
    learned.learn('live', read(0, false, november));
    expect(names()).toEqual(['+00:00', '+00:00']);
    learned.learn('log', read(480, false, july));
    expect(names()).toEqual(['+08:00', '+08:00']);
    learned.learn('recording', read(540, false, july));
    learned.learn('live', read(0, false, november + 1_000));
    expect(names()).toEqual(['+09:00', '+09:00']);
  });

  it('follows a recorder that was set to another zone, also into older recordings', () => {
    learned.learn('recording', read(540, false, november));
    learned.learn('recording', read(-300, true, july));
    expect([names(), changes]).toEqual([['-04:00', '-04:00'], 2]);
  });
});
