import fc from 'fast-check';
import { createFakePictures } from '../../testing/fake-pictures.js';
import type { RecordedSpan } from '../playback/recorded-spans.js';
import { RecordedTimeline } from '../playback/recorded-timeline.js';
import { RecorderClock } from '../recorder-clock.js';
import type { DownloadFile } from './download-file.js';
import type { DownloadKind } from './download-request.js';
import { downloadsSchema } from './downloads-scenario.js';
import { makeFiles } from './make-files.js';

const start = Date.UTC(2026, 10, 21, 7);
const minute = 60_000;
const clock = new RecorderClock({ nowMs: () => start }, 'UTC', 0);

type Made = {
  readonly kind?: DownloadKind;
  readonly spans?: readonly Pick<RecordedSpan, 'fromMs' | 'toMs'>[];
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly signal?: AbortSignal;
  readonly fps?: number;
};

/** Files of a camera with ten pictures, about 3 kB, a second; a file is large enough after 30 s. */
function prepare({
  kind = 'MP4',
  spans = [{ fromMs: start, toMs: start + 60 * minute }],
  fromMs = start,
  toMs = start + 5 * minute,
  signal = new AbortController().signal,
  fps = 10,
}: Made = {}) {
  const main = createFakePictures({ fps, picturesPerGop: fps, idrBytes: 300 });
  const files = makeFiles({
    kind,
    range: { fromMs, toMs },
    timeline: new RecordedTimeline({
      spans: spans.map((span) => ({ ...span, showsOther: false })),
      main,
      other: undefined,
      limitMs: () => Infinity,
    }),
    source: { camera: 1, clock, sound: undefined, mp4Sound: undefined },
    scenario: downloadsSchema.parse({ splitBytes: 90_000 }),
    signal,
  });
  return { files, main };
}

async function collect(files: AsyncIterable<DownloadFile>): Promise<readonly DownloadFile[]> {
  const all: DownloadFile[] = [];
  for await (const file of files) {
    all.push(file);
  }
  return all;
}

describe('makeFiles', () => {
  it('makes a file when it is asked for, and none before', async () => {
    const { files, main } = prepare({ toMs: start + 60 * minute });
    expect(main.taken).toHaveLength(0);
    const first = await files.next();
    expect(first.value).toMatchObject({ name: '001_261121070000_1000_7f_00_01' });
    const made = main.taken.length;
    expect(made).toBeLessThan(60 * 10);
    await files.next();
    expect(main.taken.length - made).toBeLessThan(60 * 10);
  });

  it('stops when nobody wants the rest', async () => {
    const abort = new AbortController();
    const { files } = prepare({ signal: abort.signal });
    await files.next();
    abort.abort();
    expect(await files.next()).toEqual({ done: true, value: undefined });
  });

  it.each(['MP4', 'N3', 'LIST'] as const)(
    'makes no %s of a range without recordings',
    async (kind) => {
      const spans = [{ fromMs: start + 5 * minute, toMs: start + 6 * minute }];
      expect(await collect(prepare({ kind, spans }).files)).toEqual([]);
    },
  );

  it('says of each file whether it is the first, the last, or both (B70)', async () => {
    const spans = [0, 2, 4].map((at) => ({
      fromMs: start + at * minute,
      toMs: start + at * minute + 10_000,
    }));
    const made = async (toMs: number): Promise<readonly (string | undefined)[]> =>
      (await collect(prepare({ spans, toMs }).files)).map(({ name }) => name.split('_')[2]);
    expect(await made(start + 5 * minute)).toEqual(['1000', '0000', '2000']);
    expect(await made(start + minute)).toEqual(['3000']);
  });

  it('property: two ranges that touch have all pictures of both together, each once', async () => {
    const seconds = fc.integer({ min: 1, max: 119 });
    await fc.assert(
      fc.asyncProperty(seconds, fc.integer({ min: 0, max: 100 }), async (cut, gap) => {
        const spans = [
          { fromMs: start, toMs: start + gap * 1_000 },
          { fromMs: start + (gap + 15) * 1_000, toMs: start + 10 * minute },
        ].filter(({ fromMs, toMs }) => fromMs < toMs);
        const taken = async (fromMs: number, toMs: number): Promise<readonly Uint8Array[]> => {
          const { files, main } = prepare({ spans, fromMs, toMs, fps: 2 });
          await collect(files);
          return main.taken.flat();
        };
        const middle = start + cut * 1_000;
        const end = start + 2 * minute;
        const parts = [...(await taken(start, middle)), ...(await taken(middle, end))];
        expect(Buffer.compare(Buffer.concat(parts), Buffer.concat(await taken(start, end)))).toBe(
          0,
        );
      }),
      { numRuns: 20 },
    );
  });
});
