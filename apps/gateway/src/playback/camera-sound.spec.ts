import { ManualClock } from '../net/testing/manual-clock.js';
import { CameraSound } from './camera-sound.js';
import type { KeptSound } from './playback-output.js';
import type { PlaybackLease, SoundAnswer } from './recorder-playback.js';

const sound = (startMs: number, camera = 1): SoundAnswer => ({
  kind: 'sound',
  body: {
    codec: 'g711',
    camera,
    startMs,
    endMs: startMs + 1_000,
    frames: [Uint8Array.of(1)],
    defects: [],
  },
});

function bench(...answers: (SoundAnswer | Error)[]) {
  const clock = new ManualClock(0);
  const heard: number[] = [];
  const sentTo: number[] = [];
  const bugs: unknown[] = [];
  const it = { epoch: 1, asked: 0 };
  const refuse = () => Promise.reject(new Error('not for sound'));
  const lease: PlaybackLease = {
    control: refuse,
    gop: refuse,
    release: () => Promise.resolve(),
    sound: () => {
      it.asked += 1;
      const answer = answers.shift() ?? { kind: 'nothing', reason: 'no sound' };
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  };
  const camera = new CameraSound({
    camera: 1,
    clock,
    recorder: () => ({ lease, epoch: it.epoch }),
    deliver: ({ startMs }: KeptSound) => heard.push(startMs),
    goTo: (atMs) => sentTo.push(atMs),
    failed: (error) => bugs.push(error),
  });
  const pump = async (positionMs: number): Promise<void> => {
    camera.pump(positionMs, 0, 100_000);
    await clock.advance(0);
  };
  return { clock, camera, it, heard, sentTo, bugs, pump };
}

describe('the sound of a camera', () => {
  it('is asked for up to two seconds ahead', async () => {
    const { pump, heard, it: state, camera } = bench(sound(1_000), sound(2_000), sound(3_000));
    await pump(1_000);
    await pump(1_000);
    await pump(1_000);
    expect([heard, state.asked, camera.codec]).toEqual([[1_000, 2_000], 2, 'g711']);
    await pump(2_000);
    expect(heard).toEqual([1_000, 2_000, 3_000]);
  });

  it('is not asked for twice at a time', async () => {
    const { camera, clock, it: state } = bench(sound(1_000));
    camera.pump(1_000, 0, 9_000);
    camera.pump(1_000, 0, 9_000);
    await clock.advance(0);
    expect(state.asked).toBe(1);
  });

  it('of the time before a command is dropped', async () => {
    const { camera, clock, it: state, heard } = bench(sound(1_000));
    camera.pump(1_000, 0, 9_000);
    state.epoch += 1;
    await clock.advance(0);
    expect(heard).toEqual([]);
  });

  it('of the past is dropped, and after seven of them the recorder is sent to the clock, seldom', async () => {
    const { pump, heard, sentTo } = bench(...Array.from({ length: 20 }, () => sound(1_000)));
    for (let i = 0; i < 14; i += 1) {
      await pump(5_000);
    }
    expect([heard, sentTo]).toEqual([[], [5_000]]);
  });

  it('of another place sends the recorder to the clock', async () => {
    const { pump, heard, sentTo } = bench(sound(60_000));
    await pump(5_000);
    expect([heard, sentTo]).toEqual([[], [5_000]]);
  });

  it.each<[string, SoundAnswer | Error]>([
    ['there is none', { kind: 'nothing', reason: 'no sound' }],
    ['another camera answers', sound(1_000, 2)],
    ['the request fails', new Error('503')],
  ])('is asked for again a second later when %s', async (_name, answer) => {
    const { pump, clock, heard, it: state, bugs } = bench(answer, sound(1_000));
    await pump(1_000);
    await pump(1_000);
    expect(state.asked).toBe(1);
    await clock.advance(1_000);
    await pump(1_000);
    expect([heard, bugs]).toEqual([[1_000], []]);
  });

  it('begins anew when the clock is put elsewhere', async () => {
    const { pump, camera, heard } = bench(sound(1_000), sound(2_000), sound(50_000));
    await pump(1_000);
    await pump(1_000);
    camera.reset();
    await pump(50_000);
    expect(heard).toEqual([1_000, 2_000, 50_000]);
  });
});
