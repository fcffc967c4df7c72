import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { frameHeaderBytes, paths, streamStartSchema } from '@casement/contract';
import { readStrip, stripGeometry } from '@casement/simulator/pictures';
import type { Browser, Page } from 'playwright-core';
import { apiToken } from './testing/api-token.js';
import { launchChromium } from './testing/chromium.js';
import { countMedia } from './testing/count-media.js';
import { Demo } from './testing/demo.js';
import { mjpegParts } from './testing/mjpeg-parts.js';
import { plainPage } from './testing/plain-viewing.js';
import { runProgram } from './testing/run-program.js';
import { streamMessages } from './testing/stream-messages.js';
import { stripPlaces } from './testing/strip-places.js';
import { percentile, readTiles, watchTiles } from './testing/strips.js';
import { until } from './testing/until.js';

/** Of the scenario `test-codecs`. */
const cameras = { h264: 1, g711: 2, aac: 3, h265WithAac: 5, h265: 6, jpeg: 7 } as const;

let demo: Demo;
let token: string;
/** What was opened, to be closed in the opposite order even when a later step failed. */
const opened: (() => unknown)[] = [];

beforeAll(async () => {
  demo = await Demo.start({ scenario: 'test-codecs.yaml' });
  opened.push(() => demo.stop());
  token = await apiToken(demo, 'programs');
  // All at once: what they send is found by trying, which takes its time, and is remembered.
  await Promise.all(
    Object.values(cameras).map((camera) =>
      until(`camera ${camera}`, 60_000, async () => {
        const { status } = await curl(paths.snapshot('demo', camera));
        return status === 200;
      }),
    ),
  );
}, 400_000);

afterAll(async () => {
  for (const close of opened.reverse()) {
    await close();
  }
}, 60_000);

const address = (path: string): string => new URL(path, demo.url).href;
const bearer = (): string => `Authorization: Bearer ${token}`;

type CurlAnswer = {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
};

/** Asks with the token, or as somebody else: `as` are curl's options instead. */
async function curl(
  path: string,
  { as = ['-H', bearer()], more = [] }: { as?: readonly string[]; more?: readonly string[] } = {},
): Promise<CurlAnswer> {
  const { code, stdout, stderr } = await runProgram('curl', [
    ...['-sS', '-i', '--max-time', '30', ...as, ...more],
    address(path),
  ]);
  const endOfHead = stdout.indexOf('\r\n\r\n');
  const [first = '', ...lines] = stdout.subarray(0, endOfHead).toString('latin1').split('\r\n');
  const status = Number(first.split(' ')[1]);
  if (code !== 0 || !Number.isInteger(status)) {
    throw new Error(`curl ended with ${code}: ${stderr}`);
  }
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { status, headers: new Map(headers), body: stdout.subarray(endOfHead + 4) };
}

describe('ffmpeg on HLS', () => {
  const asBearer = (path: string): string[] => ['-headers', `${bearer()}\r\n`, '-i', address(path)];
  const asBasic = (path: string): string[] => {
    const url = new URL(path, demo.url);
    Object.assign(url, { username: 'anybody', password: token });
    return ['-i', url.href];
  };

  it.each([
    ['H.265 and AAC', 'h265WithAac', 'hevc', 'Bearer', asBearer],
    ['H.264 and G.711', 'g711', 'h264', 'Basic', asBasic],
  ] as const)(
    'decodes %s (camera %s, %s), let in by %s',
    async (_what, camera, codec, _scheme, input) => {
      const source = input(paths.hls('demo', cameras[camera]));
      const found = await runProgram('ffprobe', [
        ...['-v', 'error', '-of', 'json', '-show_entries', 'stream=codec_name,width,height'],
        ...source,
      ]);
      const { streams } = JSON.parse(found.stdout.toString()) as { streams: unknown[] };
      expect(streams).toHaveLength(2);
      expect(streams).toContainEqual({ codec_name: codec, width: 640, height: 360 });
      expect(streams).toContainEqual({ codec_name: 'aac' });
      const { code, stdout, stderr } = await runProgram('ffmpeg', [
        ...['-v', 'error', '-xerror', '-nostdin', ...source, '-progress', 'pipe:1'],
        ...['-map', '0:v', '-frames:v', '45', '-f', 'null', '-'],
        ...['-map', '0:a', '-frames:a', '120', '-f', 'null', '-'],
      ]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect([...stdout.toString().matchAll(/^frame=(\d+)/gm)].at(-1)?.[1]).toBe('45');
    },
  );
});

describe('an HLS playlist', () => {
  const camera = cameras.h264;
  const folder = paths.hls('demo', camera).replace(/[^/]+$/, '');
  const playlist = async (query = ''): Promise<string> => {
    const { status, headers, body } = await curl(paths.hls('demo', camera) + query);
    expect({ status, type: headers.get('content-type') }).toEqual({
      status: 200,
      type: 'application/vnd.apple.mpegurl',
    });
    return body.toString();
  };
  const number = (text: string, tag: string): number =>
    Number(new RegExp(`#${tag}:(\\d+)`).exec(text)?.[1]);
  const segments = (text: string): { at: number; name: string }[] => {
    const found = /#EXT-X-PROGRAM-DATE-TIME:(\S+)\n(?:#EXT-X-PART:.*\n)*#EXTINF:.*\n(\S+)/g;
    return [...text.matchAll(found)].map(([, at = '', name = '']) => ({
      at: Date.parse(at),
      name,
    }));
  };

  it('has parts and a sliding window, and answers a blocking reload when the part is there', async () => {
    const first = await playlist();
    expect(first).toMatch(/^#EXTM3U\n/);
    expect(first).toMatch(/#EXT-X-SERVER-CONTROL:.*CAN-BLOCK-RELOAD=YES/);
    expect(first).toMatch(/#EXT-X-PART-INF:PART-TARGET=0\.2/);
    expect(first).toMatch(/#EXT-X-PART:DURATION=0\.\d+,URI="part-[^"]+",INDEPENDENT=YES/);
    expect(first).toMatch(/#EXT-X-PRELOAD-HINT:TYPE=PART,URI="part-/);
    expect(first).not.toContain('ENDLIST');
    let text = first;
    for (let reload = 0; reload < 8; reload += 1) {
      const next = number(text, 'EXT-X-MEDIA-SEQUENCE') + segments(text).length + 1;
      text = await playlist(`?_HLS_msn=${next}&_HLS_part=1`);
      expect(text).toContain(`URI="part-${next}.1.m4s`);
    }
    expect(number(text, 'EXT-X-MEDIA-SEQUENCE')).toBeGreaterThan(
      number(first, 'EXT-X-MEDIA-SEQUENCE'),
    );
    expect(segments(text).length).toBeLessThanOrEqual(12);
    // What is far ahead is not waited for.
    const { status } = await curl(`${paths.hls('demo', camera)}?_HLS_msn=4000000000`);
    expect(status).toBe(400);
  });

  it('says when its pictures were taken', async () => {
    const text = await playlist();
    const map = /#EXT-X-MAP:URI="([^"]+)"/.exec(text)?.[1] ?? '';
    const init = await curl(folder + map);
    for (const { at, name } of segments(text).slice(-2)) {
      const { status, body } = await curl(folder + name);
      expect(status).toBe(200);
      const { stdout } = await runProgram(
        'ffmpeg',
        [
          ...['-v', 'error', '-f', 'mp4', '-i', 'pipe:0', '-frames:v', '1'],
          ...['-f', 'rawvideo', '-pix_fmt', 'gray', 'pipe:1'],
        ],
        { input: Buffer.concat([init.body, body]) },
      );
      const picture = { data: stdout, width: 640, height: 360, format: 'luma' } as const;
      const read = readStrip(picture, stripGeometry(640, 360).clock);
      const taken = 'value' in read ? read.value : Number.NaN;
      // The strip has the clock modulo 2^32.
      const off = ((((at % 2 ** 32) - taken + 2 ** 31) % 2 ** 32) + 2 ** 32) % 2 ** 32;
      expect(Math.abs(off - 2 ** 31)).toBeLessThan(1_000);
    }
  });
});

describe("aiortc, a WHEP client of somebody else's", () => {
  it.each([
    ['PCMU', 'g711', 50],
    ['Opus out of AAC', 'aac', 50],
    ['no sound, H.264 out of H.265', 'h265', 0],
  ] as const)('gets pictures and %s', async (_what, camera, sounds) => {
    const { code, stdout, stderr } = await runProgram('/usr/bin/python3', [
      join(import.meta.dirname, 'testing', 'whep-client.py'),
      ...[address(paths.whep('demo', cameras[camera])), token, '30', String(sounds)],
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout.toString())).toMatchObject({
      sizes: ['640x360'],
      pictures: 30,
      audioFrames: sounds,
    });
  });
});

describe('Chromium in a bare page', () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await launchChromium(['--autoplay-policy=no-user-gesture-required']);
    opened.push(() => browser.close());
    ({ page } = await plainPage(browser, demo));
    await watchTiles(page, stripPlaces);
  }, 60_000);

  /** Puts a video into the page which `watchTiles` takes for a tile of that name. */
  const putVideo = (name: string): Promise<void> =>
    page.evaluate((id) => {
      const tile = document.createElement('span');
      Object.assign(tile.dataset, { testid: 'tile', camera: id });
      const video = Object.assign(document.createElement('video'), { id, muted: true });
      tile.append(video);
      document.body.append(tile);
    }, name);

  const pictures = (name: string, count: number) =>
    until(
      `${count} pictures of ${name}`,
      40_000,
      async () => {
        const tile = (await readTiles(page, { forget: false })).find(
          ({ claims }) => claims === name,
        );
        return tile && tile.pictures.length >= count ? tile.pictures : undefined;
      },
      () =>
        page.evaluate((id) => {
          const { error, readyState, currentTime } = document.getElementById(
            id,
          ) as HTMLVideoElement;
          return { error: error?.message, readyState, currentTime };
        }, name),
    );

  it('plays HLS with its own player', async () => {
    await putVideo('native');
    await page.evaluate(
      (source) => {
        const video = document.getElementById('native') as HTMLVideoElement;
        video.src = source;
        return video.play();
      },
      address(paths.hls('demo', cameras.g711)),
    );
    const seen = await pictures('native', 45);
    expect(new Set(seen.map(({ camera }) => camera))).toEqual(new Set([cameras.g711]));
  });

  it('plays low-latency HLS with hls.js', async () => {
    const script = createRequire(import.meta.url).resolve('hls.js/dist/hls.min.js');
    await page.evaluate(readFileSync(script, 'utf8'));
    await putVideo('hls.js');
    await page.evaluate(
      (source) => {
        type Player = { loadSource(url: string): void; attachMedia(video: HTMLVideoElement): void };
        const { Hls } = globalThis as unknown as { Hls: new (options: object) => Player };
        const video = document.getElementById('hls.js') as HTMLVideoElement;
        // It comes nearer when it began too far away.
        const player = new Hls({ maxLiveSyncPlaybackRate: 1.5 });
        player.loadSource(source);
        player.attachMedia(video);
        video.oncanplay = () => void video.play();
      },
      address(paths.hls('demo', cameras.aac)),
    );
    const seen = await pictures('hls.js', 75);
    expect(new Set(seen.map(({ camera }) => camera))).toEqual(new Set([cameras.aac]));
    const delayMs = percentile(
      seen.slice(-30).map((picture) => picture.delayMs),
      0.5,
    );
    process.stdout.write(`hls.js: ${delayMs.toFixed(0)} ms behind the camera\n`);
    expect(delayMs).toBeLessThan(3_000);
  });
});

describe('a bare WebSocket', () => {
  const stream = (camera: number, query: string): string =>
    `${address(paths.stream('demo', camera))}?${query}`;
  const isBinary = (message: string | Buffer): message is Buffer => typeof message !== 'string';
  const start = (messages: readonly (string | Buffer)[]) =>
    streamStartSchema.parse(
      JSON.parse(
        messages.filter((one) => typeof one === 'string').find((one) => !one.includes('"note"')) ??
          '',
      ),
    );

  it.each([
    ['H.264', 'h264', 'audio=0', 'h264', 640],
    ['H.265', 'h265', 'audio=0', 'hevc', 640],
    ['H.264 and AAC', 'aac', 'audio=1', 'h264', 640],
  ] as const)(
    'gets fragmented MP4 of %s in which every message is a picture or a frame of sound',
    async (_what, camera, query, codec, width) => {
      const wanted = 60;
      const messages = await streamMessages(
        stream(cameras[camera], `format=fmp4&${query}`),
        { token },
        (all) => all.filter(isBinary).length > wanted,
      );
      const heads = messages.filter(
        (message) => !isBinary(message) && message.includes('mimeType'),
      );
      // A head announces an initialisation segment; only what follows the last one is of one kind.
      const from = messages.lastIndexOf(heads.at(-1) ?? '') + 1;
      const binary = messages.slice(from).filter(isBinary);
      const found = await countMedia('mp4', Buffer.concat(binary));
      expect(found.find(({ type }) => type === 'video')).toMatchObject({ codec, width });
      expect(found.reduce((sum, { frames }) => sum + frames, 0)).toBe(binary.length - 1);
      expect(found.some(({ type }) => type === 'audio')).toBe(query === 'audio=1');
      expect(start(messages)).toMatchObject({ format: 'fmp4', converted: null });
    },
  );

  it.each([
    ['h264', 'h264'],
    ['h265', 'hevc'],
    ['jpeg', 'mjpeg'],
  ] as const)('gets frames of %s with a header', async (camera, format) => {
    const wanted = 20;
    const messages = await streamMessages(
      stream(cameras[camera], 'format=frames'),
      { token },
      (all) => all.filter(isBinary).length >= wanted,
    );
    const frames = messages.filter(isBinary);
    expect(start(messages)).toMatchObject({
      format: 'frames',
      width: 640,
      height: 360,
      audio: null,
    });
    const kinds = frames.map((frame) => frame[0]);
    const times = frames.map((frame) => frame.readDoubleBE(4));
    expect(kinds[0]).toBe(1);
    expect(kinds.every((kind) => kind === 1 || (kind === 2 && camera !== 'jpeg'))).toBe(true);
    expect(frames.map((frame) => frame.readUInt16BE(2))).toEqual(frames.map(() => 0));
    expect(times).toEqual([...times].sort((one, other) => one - other));
    const bodies = frames.map((frame) => frame.subarray(frameHeaderBytes));
    if (camera !== 'jpeg') {
      expect(bodies.every((body) => body.readUInt32BE() === 1)).toBe(true);
    }
    const [found] = await countMedia(format, Buffer.concat(bodies));
    expect(found).toMatchObject({ codec: format, width: 640, height: 360, frames: wanted });
  });

  it('is not let in without a token, and not to a camera that is not there', async () => {
    const nobody = streamMessages(stream(cameras.h264, ''), {}, () => true);
    await expect(nobody).rejects.toThrow(/401/);
    await expect(streamMessages(stream(99, ''), { token }, () => true)).rejects.toThrow(/404/);
  });
});

describe('curl', () => {
  it.each([
    ['JPEG', cameras.jpeg],
    ['H.264', cameras.h264],
  ])('reads pictures of MJPEG out of %s', async (_what, camera) => {
    const child = spawn('curl', [
      '-sS',
      '-N',
      '-i',
      '-H',
      bearer(),
      address(paths.mjpeg('demo', camera)),
    ]);
    opened.push(() => child.kill('SIGKILL'));
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    const parts = await until(
      'eight pictures',
      40_000,
      () => {
        const bytes = Buffer.concat(chunks);
        const boundary = /boundary="?([^"\r\n;]+)/i.exec(
          bytes.subarray(0, 4_096).toString('latin1'),
        )?.[1];
        const body = bytes.subarray(bytes.indexOf('\r\n\r\n') + 4);
        const found = boundary === undefined ? [] : mjpegParts(body, boundary);
        return found.length >= 8 ? found : undefined;
      },
      () => Buffer.concat(chunks).subarray(0, 500).toString('latin1'),
    );
    child.kill('SIGKILL');
    expect(parts.every(({ type }) => type === 'image/jpeg')).toBe(true);
    const [found] = await countMedia('mjpeg', Buffer.concat(parts.map(({ body }) => body)));
    expect(found).toMatchObject({ codec: 'mjpeg', width: 640, height: 360, frames: parts.length });
  });

  it('gets a snapshot once, and again only when there is another one', async () => {
    const path = paths.snapshot('demo', cameras.jpeg);
    const small = await curl(`${path}?width=320`);
    const [picture] = await countMedia('mjpeg', small.body);
    expect(picture).toMatchObject({ width: 320, height: 180, frames: 1 });
    // The picture may become another one between two requests.
    const unchanged = await until('a snapshot to be the same', 20_000, async () => {
      const { headers } = await curl(path);
      const tag = headers.get('etag') ?? '';
      const again = await curl(path, { more: ['-H', `If-None-Match: ${tag}`] });
      return again.status === 304 ? again : undefined;
    });
    expect(unchanged.body).toHaveLength(0);
    const other = await curl(path, { more: ['-H', 'If-None-Match: "another"'] });
    expect({ status: other.status, type: other.headers.get('content-type') }).toEqual({
      status: 200,
      type: 'image/jpeg',
    });
  });

  it('is refused without a token', async () => {
    const found = [
      paths.hls('demo', cameras.h264),
      paths.mjpeg('demo', cameras.h264),
      paths.snapshot('demo', cameras.h264),
    ];
    for (const path of found) {
      const nobody = await curl(path, { as: [] });
      expect(nobody.status).toBe(401);
      expect(nobody.headers.get('www-authenticate')).toMatch(/^Basic /);
      expect((await curl(path, { as: ['-u', 'anybody:csm_wrong'] })).status).toBe(401);
      const elsewhere = path.replace(/cameras\/\d+/, 'cameras/99');
      expect((await curl(elsewhere)).status).toBe(404);
    }
  });

  it('is told what would work when it offers nothing that does', async () => {
    const offer = [
      ...['v=0', 'o=- 1 1 IN IP4 0.0.0.0', 's=-', 't=0 0', 'a=group:BUNDLE 0'],
      ...['m=video 9 UDP/TLS/RTP/SAVPF 96', 'c=IN IP4 0.0.0.0', 'a=mid:0', 'a=recvonly'],
      ...['a=rtcp-mux', 'a=rtpmap:96 VP8/90000', 'a=setup:actpass'],
      ...['a=ice-ufrag:abcd', 'a=ice-pwd:0123456789abcdef01234567'],
      `a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => 'AB').join(':')}`,
      '',
    ].join('\r\n');
    const { status, headers, body } = await curl(paths.whep('demo', cameras.h264), {
      more: ['-H', 'Content-Type: application/sdp', '--data-binary', offer],
    });
    expect(status).toBe(406);
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const { context } = JSON.parse(body.toString()) as { context: { ways: string[] } };
    expect(context.ways).toEqual(
      expect.arrayContaining(['websocket-mse', 'hls', 'mjpeg', 'snapshot']),
    );
    expect(context.ways).not.toContain('webrtc');
  });
});
