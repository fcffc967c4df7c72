import { inject, type InjectionKey } from 'vue';
import type { ApiClient } from './api-client.js';
import type { GatewaySocket } from './gateway-socket.js';

/** The one client of the page; main.ts provides it. */
export const apiKey: InjectionKey<ApiClient> = Symbol('api');

/** The one socket of the page; main.ts provides it. */
export const socketKey: InjectionKey<GatewaySocket> = Symbol('socket');

/** @throws Error when the application was started without it */
export function injectRequired<T>(key: InjectionKey<T>): T {
  const value = inject(key);
  if (value === undefined) {
    throw new Error(`nothing is provided for ${String(key)}; expected main.ts to provide it`);
  }
  return value;
}
