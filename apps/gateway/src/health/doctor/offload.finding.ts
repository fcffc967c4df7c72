import type { Finding } from '@casement/contract';
import type { WebRtcConfig } from '../../config/config.js';
import type { MediaThreadStatus } from '../media-status.js';
import { advise, fine } from './finding.js';

const name = 'UDP segmentation offload';

/** Whether the system takes many packets of a viewer at once, which halves the cost of sending. */
export const offloadFinding = (
  threads: readonly MediaThreadStatus[],
  { offload }: Pick<WebRtcConfig, 'offload'>,
): Finding => {
  if (offload === 'off') {
    return fine(name, 'Switched off by webrtc.offload.');
  }
  const slow = threads.filter(({ sender }) => sender !== 'offload');
  return slow.length === 0
    ? fine(name, 'The system takes many packets with one call.')
    : advise(
        'warning',
        name,
        `Every packet is a system call of its own (media thread ${slow.map(({ thread }) => thread).join(', ')}).`,
        'It works, but sending costs about twice the CPU time. Offload needs Linux 4.18 or later and the optional package koffi.',
      );
};
