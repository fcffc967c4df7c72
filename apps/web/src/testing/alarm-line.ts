import { flushPromises } from '@vue/test-utils';
import { useAlarmsStore } from '../alarms/alarms-store.js';
import type { PageWorld } from './page-world.js';

/** Lets the page have its line for alarms, with none so far: what `world.socket` says from now on is news. */
export async function beginAlarms(world: PageWorld): Promise<ReturnType<typeof useAlarmsStore>> {
  world.replies.set('GET alarms/summary', {
    json: { latest: 0, open: { critical: 0, warning: 0, info: 0 } },
  });
  world.replies.set('GET alarms', { json: [] });
  const store = world.run(() => useAlarmsStore(world.pinia));
  world.gatewaySocket.open();
  world.socket.becomesConnected();
  await flushPromises();
  world.socket.answers({ latest: 0 });
  await flushPromises();
  return store;
}
