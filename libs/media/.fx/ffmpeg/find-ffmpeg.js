import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { MediaError } from '../errors/media-error.js';
/** Starting a program and printing one page takes long only on a machine that hangs. */
const versionTimeoutMs = 15_000;
const run = promisify(execFile);
/**
 * Asks an ffmpeg for its version.
 *
 * @param path program to ask; default the setting CASEMENT_FFMPEG, else `ffmpeg` on PATH
 * @throws {MediaError} kind `process`: it is missing (the message says how to install it) or is no ffmpeg.
 */
export async function findFfmpeg(path = process.env['CASEMENT_FFMPEG'] ?? 'ffmpeg') {
    const output = await versionPage(path);
    const version = /^ffmpeg version (\S+)/.exec(output)?.[1];
    if (version === undefined) {
        const found = output.slice(0, 80);
        throw new MediaError('process', `${path} answers "${found}"; expected "ffmpeg version ..."`, {
            path,
            found,
        });
    }
    return { path, version };
}
/** Whether an ffmpeg answers. @param path as for {@link findFfmpeg} */
export async function ffmpegAvailable(path) {
    return findFfmpeg(path).then(() => true, () => false);
}
/** The error for a program that cannot be started; says how to install ffmpeg when it is not there. */
export function cannotStart(path, cause) {
    const code = cause.code ?? 'unknown error';
    const message = code === 'ENOENT'
        ? `ffmpeg was not found (${path}); install it with: apt-get install --no-install-recommends ffmpeg`
        : `ffmpeg cannot be started (${path}): ${code}`;
    return new MediaError('process', message, { path, code }, { cause });
}
async function versionPage(path) {
    try {
        const { stdout } = await run(path, ['-version'], { timeout: versionTimeoutMs });
        return stdout;
    }
    catch (error) {
        throw cannotStart(path, error);
    }
}
