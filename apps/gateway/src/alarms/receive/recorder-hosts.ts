import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { recorderAddresses } from '../../live/recorder-addresses.js';
import { CLOCK, type Clock, type Timer } from '../../net/clock.js';
import { KnownRecorders } from './known-recorders.js';
import { peerAddress } from './peer-address.js';

/** Names change their addresses, seldom. */
const refreshMs = 60_000;

/** Injection token of {@link LookUpHost}. */
export const LOOK_UP_HOST = Symbol('LOOK_UP_HOST');
/** The addresses of a host name, or of an address itself. Throws when it is not known. */
export type LookUpHost = (hostname: string) => Promise<readonly string[]>;
/** As the machine does it. */
export const lookUpHost: LookUpHost = recorderAddresses;

/**
 * The addresses of the configured devices. A name that cannot be looked up for a while keeps the addresses that it had.
 */
@Injectable()
export class RecorderHosts implements OnModuleInit, OnModuleDestroy {
  /** By recorder, with the host name that they belong to. */
  readonly #found = new Map<string, { readonly host: string; readonly addresses: string[] }>();
  #byAddress = new Map<string, string[]>();
  #timer: Timer | undefined;
  #stop: (() => void) | undefined;
  #isClosed = false;

  constructor(
    private readonly recorders: KnownRecorders,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOOK_UP_HOST) private readonly lookUp: LookUpHost,
  ) {}

  onModuleInit(): void {
    this.#stop = this.recorders.onChange(({ what }) => {
      if (what === 'list') {
        void this.refresh();
      }
    });
    this.#refreshAgain();
  }

  onModuleDestroy(): void {
    this.#isClosed = true;
    this.#stop?.();
    this.#timer?.cancel();
  }

  /** Ids of the recorders that have this address. */
  recordersAt(address: string): readonly string[] {
    return this.#byAddress.get(address) ?? [];
  }

  /** How many addresses are known. */
  get size(): number {
    return this.#byAddress.size;
  }

  /** Looks all of them up. Never throws. */
  async refresh(): Promise<void> {
    const ids = new Set(this.recorders.all.map(({ id }) => id));
    [...this.#found.keys()].filter((id) => !ids.has(id)).forEach((id) => this.#found.delete(id));
    this.#index();
    await Promise.all(
      this.recorders.all.map(async ({ id, url }) => {
        const addresses = await this.lookUp(url.hostname).catch(() => undefined);
        const isStillThere = this.recorders.all.some(
          (other) => other.id === id && other.url.hostname === url.hostname,
        );
        if (isStillThere) {
          this.#learn(id, url.hostname, addresses?.map(peerAddress));
        }
      }),
    );
  }

  #refreshAgain(): void {
    void this.refresh();
    this.#timer = this.clock.after(refreshMs, () => {
      if (!this.#isClosed) {
        this.#refreshAgain();
      }
    });
  }

  #learn(id: string, host: string, addresses: string[] | undefined): void {
    const before = this.#found.get(id);
    if (addresses === undefined && before?.host === host) {
      return;
    }
    if (addresses === undefined) {
      this.#found.delete(id);
    } else {
      this.#found.set(id, { host, addresses });
    }
    // All of them are looked up every minute, and hardly one is another.
    if (before?.addresses.join() !== addresses?.join()) {
      this.#index();
    }
  }

  #index(): void {
    const index = new Map<string, string[]>();
    for (const [id, { addresses }] of this.#found) {
      for (const address of new Set(addresses)) {
        index.set(address, [...(index.get(address) ?? []), id]);
      }
    }
    this.#byAddress = index;
  }
}
