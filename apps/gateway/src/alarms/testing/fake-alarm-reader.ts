import { type AlarmArrival, type AlarmDraft, AlarmReader } from '../alarm-model.js';
import { sampleDraft } from './sample-draft.js';

type Learnt = { readonly mac: string; readonly recorder: string };

/** Reads what the test says. */
export class FakeAlarmReader extends AlarmReader {
  next: Partial<AlarmDraft> | Error = {};
  readonly #adopted = new Map<string, string>();
  readonly #listeners = new Set<(learnt: Learnt) => void>();

  read({ receivedMs, message }: AlarmArrival): AlarmDraft {
    if (this.next instanceof Error) {
      throw this.next;
    }
    return sampleDraft({ receivedMs, bytes: message.bytes, ...this.next });
  }

  onLearnt(listener: (learnt: Learnt) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  learn(learnt: Learnt): void {
    this.#listeners.forEach((listener) => listener(learnt));
  }

  adopt(mac: string, recorder: string | null): Promise<void> {
    if (recorder === null) {
      this.#adopted.delete(mac);
    } else {
      this.#adopted.set(mac, recorder);
    }
    return Promise.resolve();
  }

  adopted(): ReadonlyMap<string, string> {
    return this.#adopted;
  }
}
