import { PageWorld } from '../testing/page-world.js';
import { useKnownZonesStore } from './known-zones-store.js';
import { parseRecorderZone } from './recorder-zone.js';

const tokyo = parseRecorderZone('Asia/Tokyo')!;

describe('known zones', () => {
  beforeEach(() => localStorage.clear());
  afterEach(() => localStorage.clear());

  const visit = () => useKnownZonesStore(new PageWorld().pinia);

  it('remembers the zone of a recorder for the next visit', () => {
    const first = visit();
    expect(first.zoneOf('hq')).toBeUndefined();
    first.learn('hq', tokyo);
    first.learn('depot', parseRecorderZone('+02:00')!);
    const next = visit();
    expect([next.zoneOf('hq')?.name, next.zoneOf('depot')?.name]).toEqual(['Asia/Tokyo', '+02:00']);
    next.learn('hq', parseRecorderZone('Europe/Berlin')!);
    expect(visit().zoneOf('hq')?.name).toBe('Europe/Berlin');
  });

  it.each([
    'no JSON',
    '[]',
    '{"hq":7}',
    '{"hq":"Nowhere/Atlantis"}',
    `{"hq":"${'x'.repeat(100)}"}`,
  ])('knows nothing after %s', (text) => {
    localStorage.setItem('casement.zones', text);
    expect(visit().zoneOf('hq')).toBeUndefined();
  });

  it('forgets the oldest rather than grow without end', () => {
    const store = visit();
    for (let index = 0; index < 300; index += 1) {
      store.learn(`recorder-${index}`, tokyo);
    }
    const next = visit();
    expect([next.zoneOf('recorder-43'), next.zoneOf('recorder-44')?.name]).toEqual([
      undefined,
      'Asia/Tokyo',
    ]);
  });
});
