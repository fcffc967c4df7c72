import {
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { Response } from 'express';
import type { Principal } from '../access/principal.js';
import { SessionEvents } from '../access/session-events.js';

/** Who is sent something, and by which answer. */
export type Receiver = { readonly principal: Principal; readonly response: Response };

/** Everybody who is being sent a file: it may take hours, and ends with his sign-in. */
@Injectable()
export class DownloadReceivers implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #receivers = new Set<Receiver>();
  #stopListening = (): void => undefined;

  constructor(private readonly sessions: SessionEvents) {}

  onApplicationBootstrap(): void {
    this.#stopListening = this.sessions.onRevoked(({ credentialId }) => {
      for (const { principal, response } of this.#receivers) {
        if (principal.credentialId === credentialId) {
          response.destroy();
        }
      }
    });
  }

  onApplicationShutdown(): void {
    this.#stopListening();
  }

  /** Somebody is sent something, until his connection or his answer ends. */
  note(receiver: Receiver): void {
    this.#receivers.add(receiver);
    receiver.response.once('close', () => this.#receivers.delete(receiver));
  }
}
