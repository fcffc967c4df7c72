// werift as libs/media has it.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './house.mjs';

const werift = createRequire(join(root, 'libs', 'media', 'package.json'))('werift');
export const { RTCPeerConnection, RTCRtpCodecParameters, RtcpReceiverInfo, RtcpRrPacket } = werift;
