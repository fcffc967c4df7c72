import { Injectable, Logger } from '@nestjs/common';

/** A session or token that is valid no longer. */
export type RevokedEvent = { readonly credentialId: string };

/** Tells those who keep something open for somebody (viewings, sockets) that his sign-in has ended. */
@Injectable()
export class SessionEvents {
  readonly #listeners = new Set<(event: RevokedEvent) => void>();
  readonly #logger = new Logger('SessionEvents');

  /** Calls the listener for every session and token that ends. Returns how to stop that. */
  onRevoked(listener: (event: RevokedEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells all listeners; one that throws disturbs neither the others nor the caller. */
  revoke(credentialIds: readonly string[]): void {
    for (const credentialId of credentialIds) {
      for (const listener of this.#listeners) {
        try {
          listener({ credentialId });
        } catch (error) {
          this.#logger.error({ err: error, msg: 'a listener for ended sessions failed' });
        }
      }
    }
  }
}
