import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { RecorderDirectory } from '../recorders/recorder-directory.js';
import { maxId } from './alarm-id.js';
import {
  type AlarmArrival,
  type AlarmDraft,
  AlarmReader,
  AlarmSource,
  AlarmStore,
} from './alarm-model.js';

/** Whether a message says that its recorder falls asleep (3.2 *2: category 2, message id 0xE0). */
const saysSleep = ({ category, messageId }: Pick<AlarmDraft, 'category' | 'messageId'>): boolean =>
  category === 2 && messageId === 0xe0;

/** The way of an alarm into the store: what arrives is read and put there; what is learnt later is added. */
@Injectable()
export class AlarmIntake implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger('AlarmIntake');
  readonly #stops: (() => void)[] = [];
  #unread = 0;

  constructor(
    private readonly source: AlarmSource,
    private readonly reader: AlarmReader,
    private readonly store: AlarmStore,
    private readonly directory: RecorderDirectory,
  ) {}

  onApplicationBootstrap(): void {
    this.#stops.push(
      this.source.onArrival((arrival) => this.#take(arrival)),
      this.reader.onLearnt(({ mac, recorder }) => void this.#assign(mac, recorder)),
      this.directory.onChange(({ what, id }) => {
        if (what === 'added') {
          void this.#recallSleep(id);
        }
      }),
    );
    for (const { id } of this.directory.views) {
      void this.#recallSleep(id);
    }
  }

  beforeApplicationShutdown(): void {
    this.#stops.splice(0).forEach((stop) => stop());
  }

  /** Messages that could not be read for a reason of ours; every one is a mistake in the gateway. */
  get unread(): number {
    return this.#unread;
  }

  #take(arrival: AlarmArrival): void {
    const draft = this.#read(arrival);
    if (draft === undefined) {
      return;
    }
    this.store.put(draft);
    if (draft.recorder !== null) {
      this.directory.noteSleep(draft.recorder, saysSleep(draft), draft.receivedMs);
    }
  }

  #read(arrival: AlarmArrival): AlarmDraft | undefined {
    try {
      return this.reader.read(arrival);
    } catch (error) {
      this.#unread += 1;
      const bytes = Buffer.from(arrival.message.bytes).toString('hex');
      this.#logger.error({ err: error, bytes, msg: 'an alarm could not be read' });
      return undefined;
    }
  }

  async #assign(mac: string, recorder: string): Promise<void> {
    try {
      await this.store.assign(mac, recorder);
    } catch (error) {
      this.#logger.warn({
        err: error,
        msg: `what ${mac} sent before could not be given to ${recorder}`,
      });
    }
  }

  /** A recorder that slept when the gateway ended still does, unless it said something since. */
  async #recallSleep(recorder: string): Promise<void> {
    try {
      const [newest] = await this.store.list({ recorder, before: maxId, limit: 1 });
      if (newest !== undefined && saysSleep(newest)) {
        this.directory.noteSleep(recorder, true, Date.parse(newest.receivedAt));
      }
    } catch (error) {
      this.#logger.debug({ err: error, msg: `whether ${recorder} sleeps could not be looked up` });
    }
  }
}
