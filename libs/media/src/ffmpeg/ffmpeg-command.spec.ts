import { ffmpegArguments } from './ffmpeg-command.js';

const common = 9;

describe('ffmpegArguments', () => {
  it('puts options in front of their input and output, and asks no questions', () => {
    const list = ffmpegArguments({
      inputs: [
        { source: 'in.avi', options: ['-ss', '1', '-an'] },
        { source: 'pipe:0', options: ['-f', 'rawvideo'] },
      ],
      filterGraph: '[0:v]null[out]',
      outputs: [{ target: 'pipe:1', options: ['-map', '[out]', '-f', 'h264'] }],
    });
    expect(list.slice(0, common)).toEqual(expect.arrayContaining(['-nostdin', '-nostats']));
    expect(list.slice(common).join(' ')).toBe(
      '-ss 1 -an -i in.avi -f rawvideo -i pipe:0 -filter_complex [0:v]null[out] -map [out] -f h264 pipe:1',
    );
  });

  it('leaves spaces in values alone', () => {
    const list = ffmpegArguments({
      inputs: [{ source: 'with space.avi' }],
      outputs: [{ target: 'out put.h264', options: ['-metadata', 'title=two words'] }],
    });
    expect(list.slice(common)).toEqual([
      ...['-i', 'with space.avi', '-y', '-metadata', 'title=two words', 'out put.h264'],
    ]);
  });

  it('works without inputs', () => {
    const list = ffmpegArguments({
      inputs: [],
      filterGraph: 'color',
      outputs: [{ target: 'pipe:1' }],
    });
    expect(list.slice(common)).toEqual(['-filter_complex', 'color', 'pipe:1']);
  });
});
