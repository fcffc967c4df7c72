import type { Camera, VideoCodec } from '@casement/contract';
import { profileOf } from './browser-abilities.js';
import type { CameraPictures } from './choose-delivery.js';

/** What the gateway told about a camera's pictures: what it measures first, then what the recorder says. */
export function picturesOf(camera: Camera | undefined): CameraPictures {
  const { codecString, reorders } = camera?.live.statistics ?? {};
  return {
    codec: codecOf(codecString ?? '') ?? camera?.video ?? null,
    codecString: codecString ?? null,
    reorders: reorders ?? false,
  };
}

function codecOf(codecString: string): VideoCodec | undefined {
  if (codecString === 'jpeg') {
    return 'jpeg';
  }
  const profile = profileOf(codecString);
  return profile === undefined ? undefined : profile.startsWith('avc1.') ? 'h264' : 'h265';
}
