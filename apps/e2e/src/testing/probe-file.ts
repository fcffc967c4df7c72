import { runProgram } from './run-program.js';

/** What a film file holds. */
export type ProbedFile = {
  /** Names of codecs, pictures first. */
  readonly codecs: readonly string[];
  readonly seconds: number;
};

/**
 * What ffprobe says of a film file that ffmpeg decodes from its beginning to its end.
 *
 * @throws Error when one of them complains about anything
 */
export async function probeFile(path: string): Promise<ProbedFile> {
  const said = await silently('ffprobe', [
    ...['-v', 'warning', '-show_entries', 'stream=codec_type,codec_name:format=duration'],
    ...['-of', 'json', path],
  ]);
  const { streams, format } = JSON.parse(said) as {
    streams: { codec_type: string; codec_name: string }[];
    format: { duration: string };
  };
  await silently('ffmpeg', ['-v', 'warning', '-xerror', '-i', path, '-f', 'null', '-']);
  const codecs = [...streams]
    .sort((a, b) => b.codec_type.localeCompare(a.codec_type))
    .map(({ codec_name }) => codec_name);
  return { codecs, seconds: Number(format.duration) };
}

async function silently(program: string, args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runProgram(program, args);
  // MP4 has no word for the layout of PCM: ffmpeg says what it takes it for.
  const complaints = stderr.split('\n').filter((line) => !/^$|^Guessed Channel Layout/.test(line));
  if (code !== 0 || complaints.length > 0) {
    throw new Error(`${program} ended with ${code} and said: ${stderr.slice(0, 1_000)}`);
  }
  return stdout.toString();
}
