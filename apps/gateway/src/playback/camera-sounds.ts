import { Injectable } from '@nestjs/common';
import type { ListedSound } from '../recorders/camera-list.js';
import { RecorderDirectory } from '../recorders/recorder-directory.js';

const usual: ListedSound = { codec: 'auto', law: 'mu', g726BitOrder: 'left' };

/** What the configuration says about the sound of cameras. */
@Injectable()
export class CameraSounds {
  constructor(private readonly directory: RecorderDirectory) {}

  /** Of one camera; what is usual when it is not known. */
  of(recorder: string, camera: number): ListedSound {
    const cameras = this.directory.find(recorder)?.cameras ?? [];
    return cameras.find(({ number }) => number === camera)?.sound ?? usual;
  }
}
