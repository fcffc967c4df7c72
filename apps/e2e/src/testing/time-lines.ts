import { frameHeaderBytes, streamStartSchema, type StreamStart } from '@casement/contract';
import { lampGeometry } from '@casement/simulator/pictures';
import { runProgram } from './run-program.js';
import type { StreamMessage } from './stream-messages.js';

/** When beeps begin in the sound and when the lamp is lit in the pictures, in milliseconds of the stream's own clock. */
export type TimeLine = { readonly beeps: readonly number[]; readonly flashes: readonly number[] };

/** What the cameras of the scenarios send where nothing else is said. */
const size = { width: 640, height: 360 } as const;

/** The lamp is off below and lit above, of 255. */
const litLevel = 110;

/** Of full scale: louder than the ambience. */
const loudSample = 0.1;

/** Between two beeps there is more than this without a loud sample. */
const quietMs = 300;

/** Sound of which every sample has a time. */
type Sound = { readonly samples: Float32Array; readonly msOf: (sample: number) => number };

type Lit = { readonly ms: number; readonly isLit: boolean };

/** The time line of fragmented MP4, initialisation segment first, as ffmpeg reads it. */
export async function fmp4TimeLine(bytes: Uint8Array): Promise<TimeLine> {
  const read = ['-copyts', '-f', 'mp4', '-i', 'pipe:0'];
  const pictures = await lampOf(read, bytes);
  const { stdout, stderr } = await ffmpeg(
    [...read, '-map', '0:a', '-af', 'ashowinfo', '-ac', '1', '-f', 'f32le', 'pipe:1'],
    bytes,
  );
  const frames = [...stderr.matchAll(/ pts_time:(\S+) .* rate:(\d+) nb_samples:(\d+) /g)].map(
    ([, seconds, rate, samples]) => ({
      ms: Number(seconds) * 1000,
      msPerSample: 1000 / Number(rate),
      samples: Number(samples),
    }),
  );
  return { flashes: flashesIn(pictures), beeps: beepsIn(inFrames(samplesOf(stdout), frames)) };
}

/** The time line of the messages of a stream of frames: each picture and each frame of sound comes with its time. */
export async function framesTimeLine(messages: readonly StreamMessage[]): Promise<TimeLine> {
  const starts = messages.flatMap((message) =>
    typeof message === 'string'
      ? (streamStartSchema.safeParse(JSON.parse(message)).data ?? [])
      : [],
  );
  const start = starts.findLast(
    (one): one is Extract<StreamStart, { format: 'frames' }> => one.format === 'frames',
  );
  if (!start?.audio) {
    throw new Error(`the stream has no sound: ${JSON.stringify(start)}`);
  }
  const frames = messages.filter((message) => typeof message !== 'string').map(readFrame);
  const pictures = frames.filter(({ kind }) => kind !== soundKind);
  const sounds = frames.filter(({ kind }) => kind === soundKind);
  const lamp = await lampOf(
    ['-f', start.video?.startsWith('avc') ? 'h264' : 'hevc', '-i', 'pipe:0'],
    Buffer.concat(pictures.map(({ data }) => data)),
  );
  if (lamp.length !== pictures.length) {
    throw new Error(`${pictures.length} pictures came, and ${lamp.length} could be decoded`);
  }
  const timed = lamp.map(({ isLit }, index) => ({ ms: pictures[index]!.timeMs, isLit }));
  const { codec, sampleRate, channels } = start.audio;
  const isAac = codec.startsWith('mp4a');
  const { stdout } = await ffmpeg(
    [
      ...(isAac
        ? ['-f', 'aac']
        : ['-f', codec.endsWith('a') ? 'alaw' : 'mulaw', '-ar', String(sampleRate)]),
      ...['-i', 'pipe:0', '-ac', '1', '-f', 'f32le', 'pipe:1'],
    ],
    Buffer.concat(
      sounds.map(({ data }) =>
        isAac ? Buffer.concat([adts(data.length, sampleRate, channels), data]) : data,
      ),
    ),
  );
  const placed = sounds.map(({ timeMs, data }) => ({
    ms: timeMs,
    msPerSample: 1000 / sampleRate,
    samples: isAac ? 1024 : data.length / channels,
  }));
  return { flashes: flashesIn(timed), beeps: beepsIn(inFrames(samplesOf(stdout), placed)) };
}

/** Sound minus picture, in milliseconds, for each beep that has a flash within half a second. */
export function timeLineOffsets({ beeps, flashes }: TimeLine): number[] {
  return beeps.flatMap((beep) => {
    const [nearest] = flashes
      .map((flash) => beep - flash)
      .sort((one, other) => Math.abs(one) - Math.abs(other));
    return nearest !== undefined && Math.abs(nearest) < 500 ? [nearest] : [];
  });
}

const soundKind = 3;

/** See `frameHeaderBytes` of the contract. */
function readFrame(message: Buffer): { kind: number; timeMs: number; data: Buffer } {
  return {
    kind: message.readUInt8(0),
    timeMs: message.readDoubleBE(4),
    data: message.subarray(frameHeaderBytes),
  };
}

/** Whether the lamp is lit, picture by picture. */
async function lampOf(input: readonly string[], bytes: Uint8Array): Promise<Lit[]> {
  const { left, top, width, height } = lampGeometry(size.width, size.height);
  const crop = [width / 2, height / 2, left + width / 4, top + height / 4]
    .map((share, index) => `${index % 2 === 0 ? 'iw' : 'ih'}*${share}`)
    .join(':');
  const filter = `crop=${crop},scale=1:1:flags=area,format=gray,showinfo`;
  const { stderr } = await ffmpeg(
    [...input, '-map', '0:v', '-vf', filter, '-fps_mode', 'passthrough', '-f', 'null', '-'],
    bytes,
  );
  return [...stderr.matchAll(/ pts_time:(\S+) .* mean:\[(\d+)/g)].map(([, seconds, level]) => ({
    ms: Number(seconds) * 1000,
    isLit: Number(level) > litLevel,
  }));
}

async function ffmpeg(
  args: readonly string[],
  input: Uint8Array,
): Promise<{ stdout: Buffer; stderr: string }> {
  const end = await runProgram('ffmpeg', ['-hide_banner', '-nostats', ...args], { input });
  if (end.code !== 0) {
    throw new Error(`ffmpeg ended with ${end.code}:\n${end.stderr.slice(-2000)}`);
  }
  return end;
}

function flashesIn(pictures: readonly Lit[]): number[] {
  return pictures.flatMap(({ ms, isLit }, index) =>
    isLit && pictures[index - 1]?.isLit === false ? [ms] : [],
  );
}

function beepsIn({ samples, msOf }: Sound): number[] {
  const beeps: number[] = [];
  // What is heard at the very beginning may have begun before.
  let lastLoudMs = samples.length > 0 ? msOf(0) : 0;
  samples.forEach((sample, index) => {
    if (Math.abs(sample) > loudSample) {
      const ms = msOf(index);
      if (ms - lastLoudMs > quietMs) {
        beeps.push(ms);
      }
      lastLoudMs = ms;
    }
  });
  return beeps;
}

function samplesOf(bytes: Buffer): Float32Array {
  return Float32Array.from({ length: bytes.length >> 2 }, (_, index) =>
    bytes.readFloatLE(index * 4),
  );
}

/** Gives every sample the time of its frame and its place in it. */
function inFrames(
  samples: Float32Array,
  frames: readonly { ms: number; msPerSample: number; samples: number }[],
): Sound {
  const times = frames.flatMap(({ ms, msPerSample, samples: count }) =>
    Array.from({ length: count }, (_, index) => ms + index * msPerSample),
  );
  if (times.length !== samples.length) {
    throw new Error(`${times.length} samples have a time, and ${samples.length} were decoded`);
  }
  return { samples, msOf: (sample) => times[sample]! };
}

const sampleRates = [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000];

/** The header that makes a frame of AAC-LC one of a file (ISO/IEC 14496-3 section 1.A.2.2.1). */
function adts(dataBytes: number, sampleRate: number, channels: number): Buffer {
  const rate = sampleRates.indexOf(sampleRate);
  const bytes = dataBytes + 7;
  return Buffer.of(
    0xff,
    0xf1,
    (1 << 6) | (rate << 2) | (channels >> 2),
    ((channels & 3) << 6) | (bytes >> 11),
    (bytes >> 3) & 0xff,
    ((bytes & 7) << 5) | 0x1f,
    0xfc,
  );
}
