import fc from 'fast-check';
import type { FfmpegProgress } from './ffmpeg-report.js';
import { FfmpegReport } from './ffmpeg-report.js';

const log = [
  '[avi @ 0x1] a warning — with a dash',
  'frame=45',
  'fps=14.9',
  'stream_0_0_q=20.0',
  'bitrate= 743.3kbits/s',
  'out_time_us=3000000',
  'progress=continue',
  'Error while decoding',
  'frame=60',
  'out_time_us=N/A',
  'progress=end',
  'unfinished',
].join('\n');

function report(chunks: readonly Uint8Array[]): { lines: string[]; progress: FfmpegProgress[] } {
  const progress: FfmpegProgress[] = [];
  const taken = new FfmpegReport((step) => progress.push(step));
  for (const chunk of chunks) {
    taken.push(chunk);
  }
  taken.end();
  return { lines: [...taken.lines], progress };
}

describe('FfmpegReport', () => {
  it('takes progress out of the log', () => {
    expect(report([Buffer.from(log)])).toEqual({
      lines: ['[avi @ 0x1] a warning — with a dash', 'Error while decoding', 'unfinished'],
      progress: [
        { pictures: 45, timeMs: 3000 },
        { pictures: 60, timeMs: 3000 },
      ],
    });
  });

  it('does not care where the bytes are split', () => {
    const bytes = Buffer.from(log);
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 12 }), (cuts) => {
        const ends = [...cuts, bytes.length].sort((a, b) => a - b);
        const chunks = ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
        expect(report(chunks)).toEqual(report([bytes]));
      }),
    );
  });

  it('keeps a limited number of limited lines, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 900 }), { maxLength: 30 }), (chunks) => {
        const { lines } = report(chunks);
        expect(lines.length).toBeLessThanOrEqual(40);
        expect(lines.every((line) => line.length <= 400)).toBe(true);
      }),
    );
    const many = report([Buffer.from('x\n'.repeat(500)), Buffer.from('y'.repeat(5000))]);
    expect(many.lines).toHaveLength(40);
    expect(many.lines.at(-1)).toBe('y'.repeat(400));
  });
});
