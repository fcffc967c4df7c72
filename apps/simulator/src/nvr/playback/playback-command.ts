import type { NvrRequest } from '@casement/protocol';

/** A `hdrctl.cgi` that is about recordings: the mask of cameras, or a playback command (3.2.3 to 3.2.10). */
export type PlaybackCommand = Extract<
  NvrRequest,
  {
    command:
      | 'mask'
      | 'play'
      | 'goToDate'
      | 'reversePlay'
      | 'pause'
      | 'nextFrame'
      | 'previousFrame'
      | 'fastForward'
      | 'fastReverse'
      | 'stopPlayback';
  }
>;

/** A request for recorded data (3.2.1, 3.2.2). */
export type PlaybackDataRequest = Extract<
  NvrRequest,
  { command: 'playbackVideo' | 'playbackAudio' }
>;
