import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..', '..');

/** Plants a file, lints it as `npm run lint` does, and takes it away again. */
function lint(
  project: string,
  file: string,
  source: string,
): { status: number | null; output: string } {
  const path = join(root, project, 'src', file);
  writeFileSync(path, source);
  try {
    const run = spawnSync(process.execPath, [join(root, 'tools', 'lint.mjs'), join('src', file)], {
      cwd: join(root, project),
      encoding: 'utf8',
    });
    return { status: run.status, output: run.stdout + run.stderr };
  } finally {
    rmSync(path);
  }
}

describe('the walls of ARCHITECTURE.md fail lint when broken', () => {
  it.each([
    [
      'protocol may not know media',
      'libs/protocol',
      'planted.ts',
      '@casement/media',
      /scope:protocol.*can only depend on/,
    ],
    [
      'media may not know protocol',
      'libs/media',
      'planted.ts',
      '@casement/protocol',
      /scope:media.*can only depend on/,
    ],
    [
      'bytes may not know anything',
      'libs/bytes',
      'planted.ts',
      '@casement/protocol',
      /Circular dependency between|scope:bytes.*can only depend on/,
    ],
    [
      'the page may not know protocol',
      'apps/web',
      'planted.ts',
      '@casement/protocol',
      /scope:web.*can only depend on/,
    ],
    [
      'werift is known only in webrtc/',
      'libs/media',
      'gop/planted.ts',
      'werift',
      /known only in libs\/media\/src\/webrtc/,
    ],
    [
      'the gateway does not know werift',
      'apps/gateway',
      'planted.ts',
      'werift',
      /known only in libs\/media\/src\/webrtc/,
    ],
    [
      'processes only in ffmpeg/',
      'apps/gateway',
      'planted.ts',
      'node:child_process',
      /only in libs\/media\/src\/ffmpeg/,
    ],
    [
      'foreign functions only in webrtc/',
      'libs/media',
      'gop/planted.ts',
      'koffi',
      /only in libs\/media\/src\/webrtc/,
    ],
    [
      'threads only in the media room',
      'apps/gateway',
      'planted.ts',
      'node:worker_threads',
      /only in apps\/gateway\/src\/media/,
    ],
    ['a library opens no socket', 'libs/protocol', 'planted.ts', 'node:net', /open no socket/],
    [
      'rtp/ may not know gop/',
      'libs/media',
      'rtp/planted.ts',
      '../gop/fan-out.js',
      /may not know what comes after it/,
    ],
    [
      'fmp4/ may not know hls/',
      'libs/media',
      'fmp4/planted.ts',
      '../hls/hls-packager.js',
      /fmp4\/ may not know what comes after it/,
    ],
    [
      'hls/ may not know webrtc/',
      'libs/media',
      'hls/planted.ts',
      '../webrtc/index.js',
      /hls\/ may not know .* beside it/,
    ],
    [
      'webrtc/ may not know fmp4/',
      'libs/media',
      'webrtc/plane/planted.ts',
      '../../fmp4/fmp4-muxer.js',
      /webrtc\/ may not know .* beside it/,
    ],
    [
      'ffmpeg/ may not know hls/',
      'libs/media',
      'ffmpeg/planted.ts',
      '../hls/hls-packager.js',
      /ffmpeg\/ may not know .* beside it/,
    ],
    [
      'hls/ starts no process',
      'libs/media',
      'hls/planted.ts',
      'node:child_process',
      /only in libs\/media\/src\/ffmpeg/,
    ],
    ['ffmpeg/ opens no socket', 'libs/media', 'ffmpeg/planted.ts', 'node:net', /open no socket/],
  ])('%s', (_name, project, file, imported, expected) => {
    const { status, output } = lint(
      project,
      file,
      `import * as planted from '${imported}';\n\nexport const used = planted;\n`,
    );
    expect(output).toMatch(expected);
    expect(status).not.toBe(0);
  });

  it.each(['gop', 'fmp4'])('await has no place on the media path: %s', (room) => {
    const { status, output } = lint(
      'libs/media',
      `${room}/planted.ts`,
      'export async function planted(): Promise<void> {\n  await Promise.resolve();\n}\n',
    );
    expect(output).toMatch(/media path is synchronous/);
    expect(status).not.toBe(0);
  });
});
