import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { decode, encoded, inFolder, msOf, pictureUnits } from '../fmp4/fixtures/encoded.js';
import { Fmp4Muxer } from '../fmp4/fmp4-muxer.js';
import type { Fmp4Fragment, Fmp4Init } from '../fmp4/fmp4-piece.js';
import { HlsError } from './hls-error.js';
import { HlsPackager } from './hls-packager.js';
import type { HlsPackagerOptions } from './hls-packager.js';

const wallStartMs = Date.UTC(2026, 10, 21, 17, 0, 0);

function init(video: string | null = 'avc1.4d401f', tag = 0): Fmp4Init {
  return {
    kind: 'init',
    bytes: Uint8Array.of(1, 2, 3, tag),
    mimeType: 'video/mp4',
    video,
    audio: null,
    width: 640,
    height: 360,
  };
}

function fragment(timeMs: number, options: Partial<Fmp4Fragment> = {}): Fmp4Fragment {
  return {
    kind: 'fragment',
    bytes: Uint8Array.from({ length: 20 }, (_, at) => (timeMs + at) & 0xff),
    track: 'video',
    randomAccess: false,
    timeMs,
    durationMs: 40,
    ...options,
  };
}

type Gop = { readonly pictures: number; readonly intervalMs: number };

/** A packager with a camera in front of it. */
function open(options: HlsPackagerOptions = {}) {
  const packager = new HlsPackager({ firstSequence: 0, ...options });
  let timeMs = 5_000;
  packager.push(init(), wallStartMs + timeMs);
  const picture = (randomAccess: boolean, intervalMs = 40) => {
    packager.push(fragment(timeMs, { randomAccess, durationMs: intervalMs }), wallStartMs + timeMs);
    timeMs += intervalMs;
  };
  const gop = ({ pictures, intervalMs }: Gop = { pictures: 25, intervalMs: 40 }) => {
    for (let at = 0; at < pictures; at += 1) {
      picture(at === 0, intervalMs);
    }
  };
  return {
    packager,
    picture,
    gop,
    jump: (ms: number) => {
      timeMs += ms;
    },
    now: () => timeMs,
  };
}

type Read = {
  readonly target: number;
  readonly partTarget: number;
  readonly sequence: number;
  readonly segments: { name: string; duration: number; parts: number[]; independent: boolean }[];
  readonly tail: number[];
  readonly hint: string;
  readonly names: string[];
};

/** Reads a playlist as a player does, and checks what RFC 8216bis demands of every one. */
function read(playlist: string): Read {
  const value = (tag: string) => new RegExp(`^#EXT-X-${tag}:(.*)$`, 'm').exec(playlist)?.[1] ?? '';
  const target = Number(value('TARGETDURATION'));
  const partTarget = Number(/PART-TARGET=([\d.]+)/.exec(playlist)?.[1]);
  const holdBack = Number(/PART-HOLD-BACK=([\d.]+)/.exec(playlist)?.[1]);
  const segments: Read['segments'] = [];
  const names: string[] = [];
  let parts: number[] = [];
  let independent = false;
  let duration = 0;
  for (const line of playlist.split('\n')) {
    const part = /^#EXT-X-PART:DURATION=([\d.]+),URI="([^"]+)"(,INDEPENDENT=YES)?$/.exec(line);
    if (part) {
      independent ||= parts.length === 0 && part[3] !== undefined;
      parts.push(Number(part[1]));
      names.push(part[2] ?? '');
    } else if (line.startsWith('#EXTINF:')) {
      duration = Number.parseFloat(line.slice(8));
    } else if (line !== '' && !line.startsWith('#')) {
      segments.push({ name: line, duration, parts, independent });
      names.push(line);
      parts = [];
      independent = false;
    } else if (line.startsWith('#EXT-X-MAP:')) {
      names.push(/URI="([^"]+)"/.exec(line)?.[1] ?? '');
    }
  }
  expect(playlist.startsWith('#EXTM3U\n')).toBe(true);
  expect(segments.every((segment) => Math.round(segment.duration) <= target)).toBe(true);
  const all = [...segments.flatMap((segment) => segment.parts), ...parts];
  expect(all.every((length) => length <= partTarget + 1e-5)).toBe(true);
  expect(holdBack).toBeGreaterThanOrEqual(2 * partTarget);
  const hint = /URI="([^"]+)"/.exec(value('PRELOAD-HINT'))?.[1] ?? '';
  return {
    target,
    partTarget,
    sequence: Number(value('MEDIA-SEQUENCE')),
    segments,
    tail: parts,
    hint,
    names,
  };
}

describe('HlsPackager', () => {
  it('makes segments of a GOP and parts of 0.2 s, of which the first is independent', () => {
    const { packager, gop, picture } = open();
    gop();
    gop();
    picture(true);
    return packager.playlist().then((playlist) => {
      expect(read(playlist)).toMatchObject({
        target: 2,
        partTarget: 0.21,
        sequence: 0,
        segments: [
          { name: 'seg-0.m4s', duration: 1, parts: [0.2, 0.2, 0.2, 0.2, 0.2], independent: true },
          { name: 'seg-1.m4s', duration: 1, parts: [0.2, 0.2, 0.2, 0.2, 0.2], independent: true },
        ],
        tail: [],
        hint: 'part-2.0.m4s',
      });
      expect(playlist).toContain(
        '#EXT-X-MAP:URI="init-0.mp4"\n#EXT-X-PROGRAM-DATE-TIME:2026-11-21T17:00:05.000Z\n',
      );
      expect(playlist).toContain('PROGRAM-DATE-TIME:2026-11-21T17:00:06.000Z');
      expect(playlist).toContain('#EXT-X-INDEPENDENT-SEGMENTS');
    });
  });

  it('shows a part as soon as it is full, not with the picture behind it', () => {
    const { packager, gop, picture } = open();
    gop();
    for (let at = 0; at < 5; at += 1) {
      picture(at === 0);
    }
    return packager.playlist().then((playlist) => {
      expect(read(playlist)).toMatchObject({ tail: [0.2], hint: 'part-1.1.m4s' });
    });
  });

  it('keeps the rules for any GOPs and frame rates, and every listed name has its bytes', () => {
    const gops = fc.array(
      fc.record({
        pictures: fc.integer({ min: 1, max: 120 }),
        intervalMs: fc.constantFrom(16, 33.333, 40, 66.667, 100, 200, 333, 1_000),
      }),
      { minLength: 4, maxLength: 14 },
    );
    return fc.assert(
      fc.asyncProperty(gops, async (list) => {
        const { packager, gop, picture } = open();
        const sizes = new Map<string, number>();
        for (const one of list) {
          gop(one);
          if (packager.statistics.segments === 0) {
            continue;
          }
          const { segments, names, sequence, target } = read(await packager.playlist());
          segments.forEach(({ name, parts, duration }, at) => {
            expect(name).toBe(`seg-${sequence + at}.m4s`);
            const sum = parts.reduce((total, length) => total + length, 0);
            expect(parts.length === 0 || Math.abs(sum - duration) < 0.002).toBe(true);
          });
          for (const name of names) {
            const bytes = await packager.resource(name);
            expect(bytes?.length).toBeGreaterThan(0);
            // What is fetched under a name never changes.
            expect(sizes.get(name) ?? bytes?.length).toBe(bytes?.length);
            sizes.set(name, bytes?.length ?? 0);
          }
          const listedS = segments.reduce((total, { duration }) => total + duration, 0);
          expect(listedS).toBeLessThan(3 * target + 12 + 2 * target);
        }
        picture(true);
        packager.close('test');
      }),
      { numRuns: 40 },
    );
  });

  it('cuts GOPs that are longer than promised between two parts, and says that they are not independent', () => {
    const { packager, gop } = open();
    gop({ pictures: 250, intervalMs: 40 });
    gop({ pictures: 250, intervalMs: 40 });
    return packager.playlist().then((playlist) => {
      const { target, segments } = read(playlist);
      expect(target).toBe(4);
      expect(segments.map(({ duration }) => duration)).toEqual([4.4, 1.2, 4.4, 4.4]);
      // The parts of the first one are too old to be listed.
      expect(segments.slice(1).map(({ independent }) => independent)).toEqual([false, true, false]);
      expect(playlist).not.toContain('INDEPENDENT-SEGMENTS');
    });
  });

  it('begins anew behind a gap and behind another initialisation segment', () => {
    const { packager, gop, picture, jump, now } = open();
    gop();
    gop();
    jump(60_000);
    picture(false);
    gop();
    packager.push(init('avc1.64001f', 9), wallStartMs + now());
    packager.push(init('avc1.64001f', 9), wallStartMs + now());
    gop();
    picture(true);
    return packager.playlist().then((playlist) => {
      expect(playlist.match(/#EXT-X-DISCONTINUITY\n/g)).toHaveLength(2);
      expect(playlist.match(/#EXT-X-MAP:URI="[^"]+"/g)).toEqual([
        '#EXT-X-MAP:URI="init-0.mp4"',
        '#EXT-X-MAP:URI="init-3.mp4"',
      ]);
      expect(read(playlist).segments.map(({ duration }) => duration)).toEqual([1, 1, 1, 1]);
      expect(playlist).toContain('PROGRAM-DATE-TIME:2026-11-21T17:01:07.040Z');
      expect(packager.statistics.droppedFragments).toBe(1);
      expect(packager.resource('init-3.mp4')).toEqual(Uint8Array.of(1, 2, 3, 9));
    });
  });

  it('counts discontinuities that left the playlist, and keeps old segments for a while', () => {
    const { packager, gop, jump } = open();
    gop();
    jump(10_000);
    for (let at = 0; at < 10; at += 1) {
      gop();
    }
    return packager.playlist().then((playlist) => {
      const { sequence, segments } = read(playlist);
      expect([sequence, segments.length]).toEqual([4, 6]);
      expect(playlist).toContain('#EXT-X-DISCONTINUITY-SEQUENCE:1\n');
      expect(packager.resource('seg-3.m4s')).toBeDefined();
      expect(packager.resource('seg-0.m4s')).toBeUndefined();
    });
  });

  it('gives up segments before their time when they are too large', () => {
    const { packager, gop } = open({ maxBytes: 1_200 });
    for (let at = 0; at < 10; at += 1) {
      gop();
    }
    const { bytes, earlyEvictions } = packager.statistics;
    expect(bytes).toBeLessThanOrEqual(1_200);
    expect(earlyEvictions).toBeGreaterThan(0);
  });

  it('carries sound in the parts, and makes parts and segments of sound alone', () => {
    const { packager, gop, now } = open();
    gop();
    packager.push(fragment(now(), { track: 'audio', bytes: Uint8Array.of(0xaa) }), wallStartMs);
    gop();
    gop();
    const second = packager.resource('part-1.0.m4s') as Uint8Array;
    expect(second[0]).toBe(0xaa);
    const alone = new HlsPackager({ firstSequence: 0 });
    alone.push(init(null), wallStartMs);
    for (let at = 0; at < 150; at += 1) {
      const options = { track: 'audio', randomAccess: true, durationMs: 20 } as const;
      alone.push(fragment(at * 20, options), wallStartMs + at * 20);
    }
    return alone.playlist().then((playlist) => {
      const { segments, partTarget } = read(playlist);
      expect(segments.map(({ duration }) => Math.round(duration * 10))).toEqual([9, 9, 9]);
      expect(partTarget).toBe(0.21);
      expect(segments[0]?.parts.slice(0, 4)).toEqual([0.2, 0.2, 0.2, 0.2]);
    });
  });
});

describe('HlsPackager, waiting', () => {
  it('answers a blocking reload when the part or the segment is there', () => {
    const { packager, gop, picture } = open();
    gop();
    gop();
    const seen: string[] = [];
    const note = (name: string) => (playlist: string) => {
      seen.push(name);
      return playlist;
    };
    const reloads = [
      packager.playlist({ msn: 1, part: 2 }).then(note('past')),
      packager.playlist({ msn: 2, part: 1 }).then(note('part')),
      packager.playlist({ msn: 1, part: 9 }).then(note('behind the end')),
      packager.playlist({ msn: 2 }).then(note('segment')),
    ];
    for (let at = 0; at < 25; at += 1) {
      picture(at === 0);
    }
    picture(true);
    return Promise.all(reloads).then((playlists) => {
      expect(seen).toEqual(['past', 'behind the end', 'part', 'segment']);
      expect(playlists[1]).toContain('part-2.1.m4s');
      expect(playlists[3]).toContain('\nseg-2.m4s\n');
      expect(packager.statistics.waiting).toBe(0);
    });
  });

  it.each([
    [{ msn: 999_999_999 }, 'too-far', 400],
    [{ msn: 3 }, 'too-far', 400],
    [{ msn: 1, part: 100 }, 'too-far', 400],
    [{ part: 1 }, 'request', 400],
    [{ msn: -1 }, 'request', 400],
    [{ msn: Number.NaN }, 'request', 400],
    [{ msn: 1, part: 0.5 }, 'request', 400],
  ])('refuses %j as %s with status %d', (request, kind, status) => {
    const { packager, gop } = open();
    gop();
    gop();
    return expect(packager.playlist(request)).rejects.toMatchObject({ kind, status });
  });

  it('gives a hinted part when it is complete', () => {
    const { packager, gop, picture } = open();
    gop();
    picture(true);
    const hinted = Promise.resolve(packager.resource('part-1.0.m4s'));
    const next = Promise.resolve(packager.resource('part-2.0.m4s'));
    gop();
    gop();
    return Promise.all([hinted, next]).then(([part, first]) => {
      expect(part).toEqual(packager.resource('part-1.0.m4s'));
      expect(first).toBeDefined();
    });
  });

  it('answers without a hinted part when its segment ended without it', () => {
    const { packager, gop, picture } = open();
    gop();
    gop();
    const hinted = packager.resource('part-1.5.m4s');
    expect(hinted).toBeInstanceOf(Promise);
    picture(true);
    gop();
    return expect(hinted).resolves.toBeUndefined();
  });

  it('waits for the first part, and says when nothing came', () => {
    const packager = new HlsPackager({ firstTimeoutMs: 1 });
    const refused = expect(packager.playlist()).rejects.toMatchObject({
      kind: 'timeout',
      status: 503,
    });
    return refused;
  });

  it('begins with one segment, with three for whoever needs them, and after 9 s in any case', () => {
    const { packager, gop } = open();
    const begun: string[] = [];
    const note = (name: string) => (): number => begun.push(name);
    const one = packager.playlist().then(note('one'));
    const three = packager.playlist({ segments: 3 }).then(note('three'));
    gop();
    gop();
    gop();
    return one
      .then(() => {
        expect(begun).toEqual(['one']);
        gop();
        return three;
      })
      .then(() => {
        const long = open();
        long.gop({ pictures: 110, intervalMs: 40 });
        long.gop({ pictures: 110, intervalMs: 40 });
        long.gop({ pictures: 10, intervalMs: 40 });
        return long.packager.playlist({ segments: 99 });
      })
      .then((playlist) => expect(read(playlist).segments).toHaveLength(2));
  });

  it('lists whole segments only for who asks for no more, without anything that waits', async () => {
    const { packager, gop, picture } = open({ suffix: '?o=1' });
    gop();
    gop();
    picture(true);
    const lines = (await packager.playlist({ plain: true })).trimEnd().split('\n');
    const without = /PART|SERVER-CONTROL|PRELOAD/;
    expect(lines.filter((line) => without.test(line))).toEqual([]);
    expect(lines.filter((line) => !line.startsWith('#'))).toEqual([
      'seg-0.m4s?o=1',
      'seg-1.m4s?o=1',
    ]);
    expect(lines.filter((line) => line.startsWith('#EXTINF:'))).toEqual([
      '#EXTINF:1.00000,',
      '#EXTINF:1.00000,',
    ]);
    expect(await packager.playlist()).toMatch(/EXT-X-PART:[^]*EXT-X-PRELOAD-HINT:/);
  });

  it('refuses whoever waits when it is closed, and whoever comes later', () => {
    const { packager, gop, picture } = open();
    gop();
    picture(true);
    const waits = [packager.playlist({ msn: 2 }), packager.resource('part-1.0.m4s')];
    const refusals = waits.map((wait) => expect(wait).rejects.toMatchObject({ kind: 'closed' }));
    packager.close('the camera is gone');
    gop();
    return Promise.all(refusals)
      .then(() => expect(packager.playlist()).rejects.toThrow('the camera is gone'))
      .then(() => expect(packager.resource('seg-0.m4s')).toBeUndefined());
  });

  it('bounds how many wait', () => {
    const { packager } = open();
    const waits = Array.from({ length: 520 }, () =>
      packager.playlist().then(
        () => 'playlist',
        (error: unknown) => (error instanceof HlsError ? error.kind : 'other'),
      ),
    );
    packager.close('test');
    return Promise.all(waits).then((results) => {
      expect(results.filter((kind) => kind === 'busy')).toHaveLength(8);
      expect(results.filter((kind) => kind === 'closed')).toHaveLength(512);
    });
  });

  it.each([
    '',
    'seg-.m4s',
    'seg-0.mp4',
    'init-0.m4s',
    'part-0.m4s',
    'part-00.1.m4s',
    '../seg-0.m4s',
    'seg-99.m4s',
    'part-0.99.m4s',
  ])('has nothing under the name "%s"', (name) => {
    const { packager, gop } = open();
    gop();
    gop();
    expect(packager.resource(name)).toBeUndefined();
  });

  it('numbers segments by the time, so that a stream that is started again uses no name twice', () => {
    const sequences = [wallStartMs, wallStartMs + 60_000].map((wallMs) => {
      const packager = new HlsPackager({ suffix: '?audio=0' });
      packager.push(init(), wallMs);
      for (let at = 0; at < 80; at += 1) {
        packager.push(fragment(at * 40, { randomAccess: at % 25 === 0 }), wallMs + at * 40);
      }
      return packager.playlist().then((playlist) => {
        expect(playlist).toMatch(/\nseg-\d+\.m4s\?audio=0\n/);
        expect(playlist).toMatch(/URI="part-\d+\.\d\.m4s\?audio=0"/);
        return Number(/MEDIA-SEQUENCE:(\d+)/.exec(playlist)?.[1]);
      });
    });
    return Promise.all(sequences).then(([first = 0, second = 0]) => {
      expect(second - first).toBeGreaterThanOrEqual(60);
      expect(second).toBeLessThan(2 ** 31);
    });
  });
});

describe('HlsPackager, read by FFmpeg', () => {
  it('all pictures of a stream come out of its playlist', () => {
    const options = ['-f', 'lavfi', '-i', 'testsrc2=s=320x192:r=25', '-frames:v', '125'];
    const codec = ['-c:v', 'libx264', '-g', '25', '-sc_threshold', '0', '-bf', '0'];
    return encoded([...options, ...codec], 'source.ts', (source, packets) => {
      const wanted = decode(source, 'v').hashes;
      const muxer = new Fmp4Muxer({ video: true, audio: false });
      const packager = new HlsPackager({ firstSequence: 7 });
      for (const unit of pictureUnits('h264', packets)) {
        for (const piece of muxer.push(unit, msOf(unit))) {
          packager.push(piece, wallStartMs + msOf(unit));
        }
      }
      // The last GOP is complete only with the next one, which does not come.
      return packager.playlist().then((playlist) =>
        inFolder((folder) => {
          const { names } = read(playlist);
          for (const name of names) {
            writeFileSync(join(folder, name), packager.resource(name) as Uint8Array);
          }
          const file = join(folder, 'index.m3u8');
          const ended = playlist.replace(/#EXT-X-PRELOAD-HINT.*\n/, '#EXT-X-ENDLIST\n');
          writeFileSync(file, ended);
          const output = execFileSync('ffmpeg', [
            ...['-hide_banner', '-loglevel', 'warning', '-nostdin', '-live_start_index', '0'],
            ...['-i', file, '-map', '0:v', '-fps_mode', 'passthrough', '-f', 'framemd5', '-'],
          ]).toString();
          const hashes = output
            .split('\n')
            .filter((line) => line !== '' && !line.startsWith('#'))
            .map((line) => line.split(',').at(-1)?.trim());
          expect(hashes).toEqual(wanted.slice(0, 100));
        }),
      );
    });
  }, 60_000);
});
