import { MediaError } from '../errors/media-error.js';
import { ffmpegAvailable, findFfmpeg } from './find-ffmpeg.js';

describe('findFfmpeg', () => {
  it('asks the program for its version', async () => {
    const found = await findFfmpeg('ffmpeg');
    expect(found.path).toBe('ffmpeg');
    expect(found.version).toMatch(/^[\dnN]/);
  });

  it('says how to install what is missing', async () => {
    const search = findFfmpeg('/nowhere/ffmpeg');
    await expect(search).rejects.toThrow(MediaError);
    await expect(search).rejects.toThrow(
      'ffmpeg was not found (/nowhere/ffmpeg); install it with: apt-get install',
    );
  });

  it('does not take another program for ffmpeg', async () => {
    await expect(findFfmpeg('echo')).rejects.toThrow('echo answers "-version');
  });

  it('says what it found', async () => {
    expect(await ffmpegAvailable('ffmpeg')).toBe(true);
    expect(await ffmpegAvailable('/nowhere/ffmpeg')).toBe(false);
    expect(await ffmpegAvailable('false')).toBe(false);
  });
});
