import type { Playback, PlaybackCamera } from '@casement/contract';
import { pictureAt } from '../gop-times.js';
import type { ClockState, KeptGop, KeptSound, PlaybackOutput } from '../playback-output.js';

/** A viewer that writes down what it is given, and knows which picture it would show. */
export class RecordingOutput implements PlaybackOutput {
  wantsSound = false;
  isBehind = false;
  readonly clocks: { state: ClockState; playback: Playback; camera: PlaybackCamera }[] = [];
  readonly gops: { gop: KeptGop; generation: number }[] = [];
  readonly sounds: KeptSound[] = [];
  closedBecause: string | undefined;

  clock(state: ClockState, playback: Playback, camera: PlaybackCamera): void {
    this.clocks.push({ state, playback, camera });
  }

  gop(gop: KeptGop, generation: number): void {
    this.gops.push({ gop, generation });
  }

  sound(sound: KeptSound): void {
    this.sounds.push(sound);
  }

  closed(reason: string): void {
    this.closedBecause = reason;
  }

  /** Time of the picture on screen at a position, of all it ever got, the newest first. */
  shows(positionMs: number): number | undefined {
    const gop = this.gops
      .map((given) => given.gop)
      .filter(({ startMs }) => startMs <= positionMs)
      .toReversed()
      .toSorted((a, b) => b.startMs - a.startMs)[0];
    return gop && pictureAt(gop, positionMs);
  }
}
