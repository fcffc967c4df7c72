import { describeJpeg } from '../codec/jpeg/describe-jpeg.js';
import { describeMadePicture } from './describe-made-picture.js';
import { ffmpegAbilities } from './ffmpeg-abilities.js';
import { snapshotJpeg } from './picture-snapshot.js';
import { madePictures } from './testing/made-media.js';

const limits = { maxWidth: 3_840, maxHeight: 2_160, quality: 80 };
const ffmpegPath = 'ffmpeg';

describe('snapshotJpeg', () => {
  it.each(['h264', 'h265', 'jpeg'] as const)(
    'makes a picture of a key frame of %s',
    async (codec) => {
      const [unit] = await madePictures({ codec, pictures: 1 });
      const whole = await snapshotJpeg({ ffmpegPath, unit: unit!, limits, timeoutMs: 5_000 });
      expect(describeJpeg(whole)).toMatchObject({ width: 320, height: 192 });
      const small = await snapshotJpeg({
        ffmpegPath,
        unit: unit!,
        limits: { ...limits, maxWidth: 160 },
        timeoutMs: 5_000,
      });
      expect(describeJpeg(small)).toMatchObject({ width: 160, height: 96 });
      expect(describeMadePicture({ ...unit!, codec: 'jpeg', parts: [small] })).toEqual({
        codec: 'jpeg',
        width: 160,
        height: 96,
        reorders: false,
        codecString: 'jpeg',
      });
    },
  );

  it('says when there is none', async () => {
    const [unit] = await madePictures({ codec: 'h265', pictures: 1 });
    const parts = [Uint8Array.of(0x40, 1, 9)];
    const options = { ffmpegPath, limits, timeoutMs: 5_000 };
    await expect(snapshotJpeg({ ...options, unit: { ...unit!, parts } })).rejects.toThrow(
      /^ffmpeg/,
    );
    await expect(snapshotJpeg({ ...options, unit: { ...unit!, codec: 'opus' } })).rejects.toThrow(
      'A snapshot of opus is wanted',
    );
  });
});

describe('describeMadePicture', () => {
  it('reads the SPS', async () => {
    const [key, other] = await madePictures({ codec: 'h264', pictures: 2 });
    expect(describeMadePicture(key!)).toMatchObject({ codec: 'h264', width: 320, height: 192 });
    expect(describeMadePicture(other!)).toBeUndefined();
    expect(describeMadePicture({ ...key!, parts: [Uint8Array.of(0x67)] })).toBeUndefined();
    expect(describeMadePicture({ ...key!, codec: 'h265' })).toBeUndefined();
  });
});

describe('ffmpegAbilities', () => {
  it('asks ffmpeg what it has', async () => {
    expect(await ffmpegAbilities('ffmpeg')).toMatchObject({ path: 'ffmpeg', missing: [] });
    await expect(ffmpegAbilities('/nowhere/ffmpeg')).rejects.toThrow('apt-get install');
  });
});
