import { rehearseHandshake } from './werift-adapter.js';

/**
 * Makes the process's certificate and compiles the handshake ahead of the first viewer, who would wait some
 * 70 ms for them.
 */
export async function prepareWebRtc(): Promise<void> {
  // The second time is the one that the compiler learns from.
  await rehearseHandshake();
  await rehearseHandshake();
}
