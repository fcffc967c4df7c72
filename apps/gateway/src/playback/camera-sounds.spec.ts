import type { RecorderDirectory } from '../recorders/recorder-directory.js';
import { CameraSounds } from './camera-sounds.js';

const listed = { codec: 'g726', law: 'a', g726BitOrder: 'right' } as const;
const directory = {
  find: (id: string) => (id === 'hq' ? { cameras: [{ number: 2, sound: listed }] } : undefined),
};

describe('what the configuration says about sound', () => {
  const sounds = new CameraSounds(directory as unknown as RecorderDirectory);

  it('is that of the camera', () => {
    expect(sounds.of('hq', 2)).toEqual(listed);
  });

  it.each([
    ['hq', 3],
    ['elsewhere', 2],
  ])('is what is usual for a camera that is not known (%s, %i)', (recorder, camera) => {
    expect(sounds.of(recorder, camera)).toEqual({
      codec: 'auto',
      law: 'mu',
      g726BitOrder: 'left',
    });
  });
});
