// The picture that the media benchmarks send: a film that costs 4 Mbit/s when the simulator codes it, as a scenario.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratch } from './house.mjs';

/** Moves slowly and has the noise of a small camera: what its bits are spent on. */
export const filmSource =
  'mandelbrot=s=480x270:r=30:maxiter=300:start_scale=0.8:end_scale=0.8,loop=-1:1:0,setpts=N/30/TB,' +
  'gblur=3,scroll=h=0.001,noise=c0s=3:c0f=t:all_seed=3,scale=1920:1080:flags=bicubic';

/**
 * A scenario with cameras of 1920x1080, 30 pictures a second, GOP 30, about 4 Mbit/s. `linkMbps` is the camera's link:
 * 100 spreads an IDR over some 10 ms, 1000 sends it at once.
 */
export async function mediaScenario({ linkMbps, cameras = 1 } = {}) {
  const film = filmFile();
  const file = join(scratch, `media-${linkMbps ?? 'default'}-${cameras}.json`);
  const one = {
    ...{ width: 1920, height: 1080, fps: 30, footage: film, loopSeconds: 10 },
    ...(linkMbps !== undefined && { linkMbps }),
  };
  const scenario = {
    name: 'Benchmark',
    users: [{ username: 'admin', password: 'benchmark' }],
    cameras: Array.from({ length: cameras }, (_, index) => ({
      number: index + 1,
      name: `Camera ${index + 1}`,
      ...one,
    })),
  };
  writeFileSync(file, JSON.stringify(scenario, null, 2));
  return file;
}

/**
 * Four cameras with the same film: 1920x1080 in H.264 (30 pictures/s) and H.265 (15), 1280x720 in JPEG (5), and
 * 640x360 in H.264 (15) with AAC.
 */
export async function waysScenario() {
  const shown = { footage: filmFile(), loopSeconds: 10, linkMbps: 100 };
  const large = { width: 1920, height: 1080, ...shown };
  const file = join(scratch, 'ways.json');
  const scenario = {
    name: 'Benchmark',
    users: [{ username: 'admin', password: 'benchmark' }],
    cameras: [
      { number: 1, name: 'H.264', fps: 30, ...large },
      { number: 2, name: 'H.265', codec: 'h265', fps: 15, ...large },
      { number: 3, name: 'JPEG', codec: 'jpeg', fps: 5, width: 1280, height: 720, ...shown },
      { number: 4, name: 'Sound', fps: 15, audio: { codec: 'aac' }, ...shown },
    ],
  };
  writeFileSync(file, JSON.stringify(scenario, null, 2));
  return file;
}

function filmFile() {
  mkdirSync(scratch, { recursive: true });
  const film = join(scratch, 'film-10s.mkv');
  if (!existsSync(film)) {
    const making = join(scratch, 'making.mkv');
    execFileSync('ffmpeg', [
      ...['-v', 'error', '-y', '-f', 'lavfi', '-i', filmSource, '-t', '10'],
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-qp', '4', '-pix_fmt', 'yuv420p', making],
    ]);
    renameSync(making, film);
  }
  return film;
}
