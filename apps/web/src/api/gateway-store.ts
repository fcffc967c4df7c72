import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { SocketState } from './gateway-socket.js';
import { injectRequired, socketKey } from './keys.js';

/** Whether the gateway is there, as far as its socket tells. */
export const useGatewayStore = defineStore('gateway', () => {
  const socket = injectRequired(socketKey);
  const state = shallowRef<SocketState>(socket.state);
  /** When the line was lost, on the page's clock; null while it holds. */
  const lostMs = shallowRef<number | null>(null);

  socket.onState((next) => {
    state.value = next;
    lostMs.value = next === 'unreachable' ? (lostMs.value ?? performance.now()) : null;
  });

  window.addEventListener('online', () => socket.tryNow());

  const reachable = computed(() => state.value !== 'unreachable');

  return { state, lostMs, reachable, tryNow: () => socket.tryNow() };
});
