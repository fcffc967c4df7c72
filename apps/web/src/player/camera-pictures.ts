import { type Camera, videoCodecSchema } from '@casement/contract';
import type { CameraPictures } from './choose-delivery.js';

/** What the gateway told about a camera's pictures: what it measures first, then what the recorder says. */
export function picturesOf(camera: Camera | undefined): CameraPictures {
  const statistics = camera?.live.statistics;
  const measured = videoCodecSchema.safeParse(statistics?.codec?.toLowerCase().replace('.', ''));
  return {
    codec: measured.success ? measured.data : (camera?.video ?? null),
    codecString: statistics?.codecString ?? null,
    reorders: statistics?.reorders ?? false,
  };
}
