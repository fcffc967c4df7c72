import { bPictureStream, h264Places, recordedInOrder } from './testing/b-pictures.js';
import { noonMs, playbackBench } from './testing/playback-bench.js';
import type { PlaybackBench } from './testing/playback-bench.js';
import { testBody } from './testing/recorded-gops.js';

const startMs = noonMs + 60_000;

/** A recording whose first GOP at 12:01:00 has 12 B and other pictures, 40 ms apart. */
async function bPictures(): Promise<PlaybackBench> {
  const bench = playbackBench();
  const pictures = recordedInOrder(bPictureStream('h264').slice(0, 12), h264Places, startMs);
  const body = testBody({ startMs, timesMs: [] }, 1, { pictures });
  bench.recorder.answers.push(() => ({ kind: 'gop', body, tookMs: 20 }));
  await bench.clock.advance(4_000);
  return bench;
}

describe('a recording with B pictures', () => {
  it('is given to the viewers in decoding order, and the view knows the picture on screen', async () => {
    const bench = await bPictures();
    const [given] = bench.output.gops;
    expect(given?.gop.pictures.map(({ timeMs }) => (timeMs - startMs) / 40)).toEqual(h264Places);
    await bench.session.command({
      command: 'seek',
      at: new Date(startMs + 90).toISOString(),
    });
    expect(bench.session.view.cameras[0]).toMatchObject({
      state: 'paused',
      reason: null,
      position: new Date(startMs + 80).toISOString(),
    });
    expect(bench.bugs).toEqual([]);
  });

  it('is stepped through in the order in which it is shown', async () => {
    const bench = await bPictures();
    const walk = async (command: 'next' | 'previous'): Promise<number[]> => {
      const seen: number[] = [];
      for (let i = 0; i < 5; i += 1) {
        const done = bench.session.command({ command });
        await bench.clock.advance(300);
        await done;
        seen.push(bench.position() - 60_000);
      }
      return seen;
    };
    expect(await walk('next')).toEqual([40, 80, 120, 160, 200]);
    expect(await walk('previous')).toEqual([160, 120, 80, 40, 0]);
    expect(bench.bugs).toEqual([]);
  });
});
