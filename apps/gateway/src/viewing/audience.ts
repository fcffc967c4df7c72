import type { DeliveryWay } from '@casement/contract';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  Optional,
} from '@nestjs/common';
import type { Principal } from '../access/principal.js';
import { SessionEvents } from '../access/session-events.js';
import { problems } from '../errors/problems.js';
import type { CameraRequest } from './find-camera.js';

/** Why somebody is put out. */
export type PutOut = 'signed-out' | 'not-allowed' | 'shutdown';

/** In words, as browsers are told. */
export const putOutWords: Readonly<Record<PutOut, string>> = {
  'signed-out': 'the sign-in has ended',
  'not-allowed': 'you may not see this camera any more',
  shutdown: 'the gateway is shutting down',
};

/** Ends what somebody has open. */
export type CloseViewer = (why: PutOut) => void | Promise<void>;

type Seat = {
  readonly way: DeliveryWay;
  readonly owner: string;
  readonly request: CameraRequest;
  readonly close: CloseViewer;
};

/** Finds out who somebody is now; `undefined` when he is not signed in any more. */
export type RenewPrincipal = (principal: Principal) => Promise<Principal | undefined>;

/** How many pictures may be open at once, whatever the way. */
export type AudienceLimits = { readonly total: number; readonly perPrincipal: number };

/**
 * 500 viewers of one camera saturate a core; a wall has 16 to 64 tiles and a person several walls. Beyond
 * that somebody is doing something else.
 */
export const defaultAudienceLimits: AudienceLimits = { total: 1_000, perPrincipal: 256 };

/** Injection token of {@link AudienceLimits}; absent: the default. */
export const AUDIENCE_LIMITS = Symbol('AUDIENCE_LIMITS');

/** Who a viewing belongs to: the same name through the same kind of sign-in. */
export function ownerOf({ username, via }: Principal): string {
  return `${via}:${username}`;
}

/** Everybody who watches, whatever the way: how many there may be, and who has to go when his sign-in ends. */
@Injectable()
export class Audience implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #seats = new Set<Seat>();
  readonly #byOwner = new Map<string, number>();
  readonly #limits: AudienceLimits;
  #isClosing = false;
  #stopListening: (() => void) | undefined;

  constructor(
    private readonly sessions: SessionEvents,
    @Optional() @Inject(AUDIENCE_LIMITS) limits?: AudienceLimits,
  ) {
    this.#limits = limits ?? defaultAudienceLimits;
  }

  onApplicationBootstrap(): void {
    this.#stopListening = this.sessions.onRevoked(({ credentialId }) => {
      for (const seat of [...this.#seats]) {
        if (seat.request.principal.credentialId === credentialId) {
          void seat.close('signed-out');
        }
      }
    });
  }

  /** Puts everybody out, so that browsers hear of it at once. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#isClosing = true;
    this.#stopListening?.();
    await Promise.all([...this.#seats].map(async (seat) => seat.close('shutdown')));
  }

  /** How many watch by one way. */
  count(way: DeliveryWay): number {
    let count = 0;
    for (const seat of this.#seats) {
      count += seat.way === way ? 1 : 0;
    }
    return count;
  }

  /**
   * Somebody begins to watch.
   *
   * @param request who, and which camera: he has to go when he may not see it any more
   * @param close called when his sign-in or his right ends, and when the gateway does
   * @returns to be called when he has gone; idempotent
   * @throws {ProblemError} 503 when there are too many, or the gateway is about to end
   */
  enter(request: CameraRequest, way: DeliveryWay, close: CloseViewer): () => void {
    const owner = ownerOf(request.principal);
    const refusal = this.#refusal(owner);
    if (refusal !== undefined) {
      throw problems.serviceUnavailable(refusal, 5);
    }
    const seat: Seat = { way, owner, request, close };
    this.#seats.add(seat);
    this.#byOwner.set(owner, (this.#byOwner.get(owner) ?? 0) + 1);
    return () => this.#leave(seat);
  }

  /**
   * Puts out who is not signed in any more, and who may not see his camera any more. Everybody is asked for once,
   * however much he has open; who cannot be asked for stays.
   *
   * @throws whatever `renew` throws first, when everybody was asked for
   */
  async recheck(renew: RenewPrincipal): Promise<void> {
    const byCredential = new Map<string | null, Seat[]>();
    for (const seat of this.#seats) {
      const { credentialId } = seat.request.principal;
      byCredential.set(credentialId, [...(byCredential.get(credentialId) ?? []), seat]);
    }
    const looks = [...byCredential.values()].map((seats) => recheckSeats(seats, renew));
    for (const look of await Promise.allSettled(looks)) {
      if (look.status === 'rejected') {
        throw look.reason;
      }
    }
  }

  #refusal(owner: string): string | undefined {
    const { total, perPrincipal } = this.#limits;
    if (this.#isClosing) {
      return 'The gateway is shutting down.';
    }
    if (this.#seats.size >= total) {
      return `All ${total} viewings of this gateway are in use.`;
    }
    const own = this.#byOwner.get(owner) ?? 0;
    return own >= perPrincipal ? `You have ${own} pictures open, which is the limit.` : undefined;
  }

  #leave(seat: Seat): void {
    if (!this.#seats.delete(seat)) {
      return;
    }
    const left = (this.#byOwner.get(seat.owner) ?? 1) - 1;
    if (left > 0) {
      this.#byOwner.set(seat.owner, left);
    } else {
      this.#byOwner.delete(seat.owner);
    }
  }
}

/** All of them are of one credential. */
async function recheckSeats(seats: readonly Seat[], renew: RenewPrincipal): Promise<void> {
  const [first] = seats;
  if (first === undefined) {
    return;
  }
  const now = await renew(first.request.principal);
  for (const { request, close } of seats) {
    if (now?.mayView(request.recorder, request.camera) !== true) {
      void close(now === undefined ? 'signed-out' : 'not-allowed');
    }
  }
}
