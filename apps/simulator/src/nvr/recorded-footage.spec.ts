import { splitAnnexB } from '@casement/media';
import { nvrCommands } from '@casement/protocol';
import type { PlaybackBody, RecordedPicture } from '@casement/protocol';
import { prepareCameraPictures } from '../camera-footage.js';
import { parseScenario } from '../load-scenario.js';
import { readStrip, stripGeometry } from '../media/index.js';
import type { SoundFootage, StripArea } from '../media/index.js';
import { decodePictures } from '../media/testing/decode-pictures.js';
import { footageFolder } from '../media/testing/footage-folder.js';
import { Simulator } from '../simulator.js';
import { ManualClock } from '../testing/manual-clock.js';
import { RecorderClient } from '../testing/recorder-client.js';

const folder = footageFolder();
const now = Date.UTC(2026, 10, 21, 7, 8, 9);
const size = { width: 320, height: 240, loopSeconds: 2 };

const scenario = parseScenario({
  users: [{ username: 'admin', password: 'secret' }],
  recordings: {
    ranges: [{ from: '-21d' }],
    changes: [{ at: '-1h', to: 'alternative' }],
  },
  cameras: [
    { number: 1, ...size, scene: 'sea', fps: 15, audio: { codec: 'aac' } },
    { number: 2, ...size, scene: 'sea', fps: 10, codec: 'h265', audio: { codec: 'g711' } },
    { number: 3, ...size, scene: 'sea', fps: 4, codec: 'jpeg', audio: { codec: 'g726' } },
    {
      number: 4,
      ...size,
      scene: 'sea',
      fps: 12,
      bFrames: 2,
      audio: { codec: 'aac', auHeaderBytes: 2 },
    },
    {
      ...{ number: 5, ...size, scene: 'sea', fps: 15 },
      alternative: { codec: 'h265', width: 352, height: 288, fps: 10 },
      audio: { codec: 'aac', auHeaderBytes: 0, leadingZero: false },
    },
  ],
});

let simulator: Simulator;
let client: RecorderClient;
let uid: string;

beforeAll(async () => {
  simulator = await Simulator.start(scenario, {
    cacheDir: folder.path,
    clock: new ManualClock(now),
  });
  client = new RecorderClient(simulator.httpUrl ?? '');
  uid = await client.loginForPlayback([1, 2, 3, 4, 5], 9);
}, 60_000);

afterAll(() => simulator.close());

async function goTo(secondsAgo: number): Promise<number> {
  const ms = now - secondsAgo * 1000;
  await client.get(nvrCommands.goToDate(uid, ms).path);
  return ms;
}

async function gops(camera: number, count: number): Promise<readonly PlaybackBody[]> {
  const bodies: PlaybackBody[] = [];
  for (let index = 0; index < count; index += 1) {
    bodies.push(await client.gop(uid, camera));
  }
  return bodies;
}

/** Decodes pictures and reads moment and number out of each one, in the order of display. */
async function readPictures(
  codec: PlaybackBody['codec'],
  { width, height }: { readonly width: number; readonly height: number },
  pictures: readonly RecordedPicture[],
): Promise<readonly { readonly clock: unknown; readonly identity: unknown }[]> {
  const decoded = await decodePictures(
    pictures.map(({ data }) => (codec === 'jpeg' ? [data] : splitAnnexB(data))),
    { width, height, codec },
  );
  const geometry = stripGeometry(width, height);
  return decoded.map((data) => {
    const picture = { data, width, height, format: 'luma' } as const;
    const value = (area: StripArea): unknown => {
      const reading = readStrip(picture, area);
      return 'value' in reading ? reading.value : reading.defect;
    };
    return { clock: value(geometry.clock), identity: value(geometry.identity) };
  });
}

/** What the strips of recorded pictures must show: PIC times in order, and the camera's own number. */
function expected(camera: number, fps: number, fromMs: number, count: number) {
  return Array.from({ length: count }, (_, index) => {
    const ms = fromMs + Math.floor((index * 1000) / fps / 10) * 10;
    const number = (fromMs / 1000) * fps + index;
    return { clock: ms % 2 ** 32, identity: camera * 2 ** 24 + (number % 2 ** 24) };
  });
}

describe.each([
  ['H.264', 1, 15, 'h264', 2],
  ['H.265', 2, 10, 'h265', 2],
  ['JPEG', 3, 4, 'jpeg', 8],
  ['H.264 with B pictures', 4, 12, 'h264', 2],
] as const)('recorded %s', (_name, camera, fps, codec, answers) => {
  it('decodes to pictures that show the very times of their PIC information', async () => {
    const fromMs = await goTo(20 * 86_400);
    const bodies = await gops(camera, answers);
    expect(bodies.every(({ defects }) => defects.length === 0)).toBe(true);
    expect(new Set(bodies.map((body) => body.codec))).toEqual(new Set([codec]));
    const pictures = bodies.flatMap((body) => body.pictures);
    const times = pictures.map(({ epochMs }) => epochMs).sort((one, other) => one - other);
    const wanted = expected(camera, fps, fromMs, 2 * fps);
    expect(times.map((ms) => ms % 2 ** 32)).toEqual(wanted.map(({ clock }) => clock));
    expect(await readPictures(codec, scenario.cameras[camera - 1]!, pictures)).toEqual(wanted);
  }, 30_000);

  it('is the same in reverse, GOP by GOP', async () => {
    const fromMs = await goTo(7_200);
    const forward = await gops(camera, answers);
    await client.get(nvrCommands.reversePlay(uid, fromMs + 2_000).path);
    const back = await gops(camera, answers);
    const dataOf = (bodies: readonly PlaybackBody[]): readonly string[] =>
      bodies.map(({ pictures }) =>
        pictures.map(({ data }) => Buffer.from(data).toString('base64')).join(' '),
      );
    expect(dataOf(back.toReversed())).toEqual(dataOf(forward));
    expect(back.every(({ information }) => information.state === 'reverse')).toBe(true);
  });
});

describe('a change of pictures in mid-recording', () => {
  it('is a new codec, size and rate from one GOP to the next', async () => {
    const fromMs = await goTo(3_601);
    const [before, after] = await gops(5, 2);
    expect([before?.codec, after?.codec]).toEqual(['h264', 'h265']);
    const shown = [
      ...(await readPictures('h264', size, before?.pictures ?? [])),
      ...(await readPictures('h265', { width: 352, height: 288 }, after?.pictures ?? [])),
    ];
    expect(shown).toEqual([...expected(5, 15, fromMs, 15), ...expected(5, 10, fromMs + 1_000, 10)]);
  }, 30_000);
});

describe.each([
  ['AAC with RFC 3640 headers behind a zero', 1, 'aac', 48_000],
  ['AAC with short headers behind a zero', 4, 'aac', 48_000],
  ['bare AAC', 5, 'aac', 48_000],
  ['G.711', 2, 'g711', 8_000],
  ['G.726', 3, 'g726', 8_000],
] as const)('recorded sound in %s', (_name, camera, codec, rate) => {
  it('is the sound of these seconds without a hole', async () => {
    const made = await prepareCameraPictures(scenario, { cacheDir: folder.path });
    const sound: SoundFootage = made.get(camera)!.sound!;
    const fromMs = await goTo(600);
    const seconds = [];
    for (let index = 0; index < 9; index += 1) {
      seconds.push(await client.sound(uid, camera));
    }
    expect(seconds.map(({ startMs, endMs }) => [startMs - fromMs, endMs - fromMs])).toEqual(
      seconds.map((_second, index) => [index * 1000, (index + 1) * 1000]),
    );
    expect(seconds.flatMap(({ codec: found, defects }) => [found, ...defects])).toEqual(
      seconds.map(() => codec),
    );
    const first = Math.ceil(((fromMs / 1000) * rate) / sound.samplesPerFrame);
    const end = Math.ceil(((fromMs / 1000 + 9) * rate) / sound.samplesPerFrame);
    const frames = Array.from({ length: end - first }, (_, index) => sound.frame(first + index));
    const received = seconds.flatMap((second) => second.frames);
    expect(Buffer.concat(received).equals(Buffer.concat(frames))).toBe(true);
    if (codec === 'aac') {
      expect(received.map(({ length }) => length)).toEqual(frames.map(({ length }) => length));
    }
  });
});
