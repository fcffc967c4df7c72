import type { AlarmDestination } from '@casement/contract';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CASEMENT_CONFIG, type CasementConfig } from '../../config/config.js';
import { CLOCK, type Clock } from '../../net/clock.js';
import { AlarmPassOn, AlarmStore } from '../alarm-model.js';
import { AlarmCursors } from '../store/alarm-cursors.js';
import { AlarmFeed, type AlarmFeedOptions } from './alarm-feed.js';
import { DeliveryAccount, type SkipReason } from './delivery-account.js';
import { Destination } from './destination.js';
import { type DestinationPlan, planDestinations } from './destination-plan.js';
import { ownMac } from './own-mac.js';

/** Passes stored alarms on to all that are configured, each for itself. */
@Injectable()
export class AlarmDistribution
  extends AlarmPassOn
  implements OnApplicationBootstrap, BeforeApplicationShutdown
{
  readonly #logger = new Logger('Alarms');
  readonly #destinations: readonly Destination[];

  constructor(
    @Inject(CASEMENT_CONFIG) { alarms, dataDir }: Pick<CasementConfig, 'alarms' | 'dataDir'>,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(AlarmStore) private readonly store: AlarmFeedOptions['store'],
    @Inject(AlarmCursors) private readonly cursors: AlarmFeedOptions['cursors'],
  ) {
    super();
    const isMacNeeded = alarms.forward.length > 0 || alarms.mqtt !== null;
    const mac = alarms.mac ?? (isMacNeeded ? this.#ownMac(dataDir) : '');
    this.#destinations = planDestinations(alarms, { mac, clock, random: Math.random }).map((plan) =>
      this.#destination(plan),
    );
  }

  get destinations(): AlarmDestination[] {
    return this.#destinations.map(({ report }) => report);
  }

  /** How often each rule kept alarms back, per destination. */
  get skips(): readonly (readonly [AlarmDestination, ReadonlyMap<SkipReason, number>])[] {
    return this.#destinations.map(({ report, skips }) => [report, skips]);
  }

  onApplicationBootstrap(): void {
    this.#destinations.forEach((destination) => destination.start());
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.#destinations.map((destination) => destination.close()));
  }

  #destination({ label, name, courier }: DestinationPlan): Destination {
    const { clock, cursors, store } = this;
    const account = new DeliveryAccount(label, { clock, log: this.#logger });
    const tell =
      (words: string) =>
      (error: unknown): void =>
        this.#logger.error({ err: error, msg: `${label.kind} ${label.address}: ${words}` });
    return new Destination({
      feed: new AlarmFeed({
        name,
        store,
        cursors,
        clock,
        onTrouble: tell('how far it has got could not be written down'),
      }),
      courier: courier(account),
      account,
      clock,
      onBug: tell('could not go on with the alarms; again in 5 s'),
    });
  }

  #ownMac(dataDir: string): string {
    const { mac, trouble } = ownMac(dataDir);
    if (trouble !== null) {
      this.#logger.warn(trouble);
    }
    return mac;
  }
}
