import fc from 'fast-check';
import {
  maxCameras,
  momentAgoQuery,
  playbackLayoutFor,
  type PlaybackLink,
  playbackLinkFromQuery,
  queryOfPlaybackLink,
} from './playback-link.js';

const nothing: PlaybackLink = { cameras: [], atMs: null, layout: null, inMs: null, outMs: null };

describe('playback link', () => {
  it.each<[Record<string, string>, Partial<PlaybackLink>]>([
    [
      { cameras: 'demo:1,demo:3', at: '2026-11-21T10:00:00Z' },
      { cameras: ['demo:1', 'demo:3'], atMs: Date.UTC(2026, 10, 21, 10) },
    ],
    [{ at: '2026-11-21T11:00:00+01:00' }, { atMs: Date.UTC(2026, 10, 21, 10) }],
    [{ layout: '4' }, { layout: 4 }],
    [{ layout: '16' }, {}],
    [{ cameras: 'demo:1,demo:1,<b>,DEMO:2, hq:2' }, { cameras: ['demo:1', 'hq:2'] }],
    [{ at: 'yesterday' }, {}],
    [{ at: '9999-01-01T00:00:00Z' }, {}],
    [
      { in: '2026-11-21T10:00:00Z', out: '2026-11-21T09:00:00Z' },
      { inMs: Date.UTC(2026, 10, 21, 10) },
    ],
    [{}, {}],
  ])('%j', (query, expected) => {
    expect(playbackLinkFromQuery(query)).toEqual({ ...nothing, ...expected });
  });

  it('is short and readable', () => {
    const query = queryOfPlaybackLink({
      ...nothing,
      cameras: ['demo:1', 'demo:3'],
      atMs: Date.UTC(2026, 10, 21, 10, 0, 0, 4),
    });
    expect(query).toEqual({ cameras: 'demo:1,demo:3', at: '2026-11-21T10:00:00Z' });
  });

  it('goes to a moment ago by the recorder’s own clock', () => {
    const now = Date.UTC(2026, 10, 21, 10, 0, 30);
    expect(momentAgoQuery('hq:2', now, -5_000)['at']).toBe('2026-11-21T10:00:15Z');
    expect(momentAgoQuery('hq:2', now, null)['at']).toBe('2026-11-21T10:00:20Z');
  });

  it('gives the same link back', () => {
    const instant = fc.option(
      fc.integer({ min: 1, max: 400_000_000_000 }).map((hundredths) => hundredths * 10),
    );
    const camera = fc.integer({ min: 1, max: 128 }).map((number) => `hq:${number}` as const);
    const anyLink = fc.record({
      cameras: fc.uniqueArray(camera, { maxLength: maxCameras }),
      atMs: instant,
      layout: fc.constantFrom<PlaybackLink['layout']>(1, 4, 9, null),
      inMs: instant,
      outMs: fc.constant(null),
    });
    fc.assert(
      fc.property(anyLink, (link) => {
        const query = Object.fromEntries(new URLSearchParams(queryOfPlaybackLink(link)));
        expect(playbackLinkFromQuery(query)).toEqual(link);
      }),
    );
  });

  it('takes any text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (cameras, at, layout) => {
        const link = playbackLinkFromQuery({ cameras, at, layout });
        expect(link.cameras.length).toBeLessThanOrEqual(maxCameras);
        expect(link.atMs === null || Number.isFinite(link.atMs)).toBe(true);
      }),
    );
  });

  it('chooses the smallest layout', () => {
    expect([0, 1, 2, 4, 5, 9].map(playbackLayoutFor)).toEqual([1, 1, 4, 4, 9, 9]);
  });
});
