import { sampleCamera } from '../testing/samples.js';
import { picturesOf } from './camera-pictures.js';

const { statistics } = sampleCamera(1).live;

describe('picturesOf', () => {
  it.each([
    ['avc1.4d401f', 'h264', false, 'h264'],
    ['hvc1.1.6.L93.90', 'h264', false, 'h265'],
    ['hev1.1.6.L93.B0', null, false, 'h265'],
    ['jpeg', null, false, 'jpeg'],
    [null, 'h265', null, 'h265'],
    ['new.codec', 'h264', true, 'h264'],
    [null, null, null, null],
  ] as const)('%s, named %s', (codecString, video, reorders, codec) => {
    const camera = sampleCamera(1, {
      video,
      live: { statistics: { ...statistics, codecString, reorders } },
    });
    expect(picturesOf(camera)).toEqual({ codec, codecString, reorders: reorders === true });
  });

  it('knows nothing of a camera that nobody told of', () => {
    expect(picturesOf(undefined)).toEqual({ codec: null, codecString: null, reorders: false });
  });
});
