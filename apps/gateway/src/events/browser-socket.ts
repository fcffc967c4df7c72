import type { ClientToServerEvents, ServerToClientEvents } from '@casement/contract';
import type { Server, Socket } from 'socket.io';
import type { Principal } from '../access/principal.js';

/** `waiting`: states sent since the browser had last read everything. */
export type SocketData = { principal: Principal; waiting: number };

/** A browser that is signed in and connected by socket.io. */
export type BrowserSocket = Socket<
  ClientToServerEvents,
  ServerToClientEvents,
  Record<string, never>,
  SocketData
>;

/** All of them. */
export type BrowserServer = Server<
  ClientToServerEvents,
  ServerToClientEvents,
  Record<string, never>,
  SocketData
>;
