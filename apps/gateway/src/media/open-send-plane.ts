import { SendPlane } from '@casement/media';
import type { PlaneOpener } from './media-thread-server.js';

/** Opens the plane that browsers are served from. */
export const openSendPlane: PlaneOpener = ({ viewerPorts, tcp, backend, offload }) =>
  SendPlane.open({ ports: [viewerPorts.from, viewerPorts.to], tcp, backend, offload });
