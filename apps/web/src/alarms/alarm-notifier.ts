import type { Alarm } from '@casement/contract';
import { type AlarmNames, placeWords, severityWords } from './alarm-words.js';

/** Whether the machine may tell of alarms. `insecure`: the browser allows it to pages over https only. */
export type NotifyAbility = 'allowed' | 'unasked' | 'denied' | 'insecure' | 'missing';

/** What the browser says about notifications now. */
export function notifyAbility(): NotifyAbility {
  if (!window.isSecureContext) {
    return 'insecure';
  }
  if (!('Notification' in window)) {
    return 'missing';
  }
  switch (Notification.permission) {
    case 'granted':
      return 'allowed';
    case 'denied':
      return 'denied';
    case 'default':
      return 'unasked';
  }
}

/** Why there are no notifications, or what to do to have them; null: there are. */
export function notifyWords(ability: NotifyAbility): string | null {
  switch (ability) {
    case 'allowed':
      return null;
    case 'unasked':
      return 'The browser has to be asked once.';
    case 'denied':
      return 'The browser forbids it for this page. Its settings, often at the lock beside the address, allow it again.';
    case 'insecure':
      return 'Browsers allow this only for pages over https. This page came over plain http.';
    case 'missing':
      return 'This browser has no notifications.';
  }
}

/** More than this many within `burstMs` become one. */
const maxBurst = 3;
const burstMs = 10_000;

export type AlarmNotifierOptions = {
  /** Shows one. @throws TypeError on machines that show none */
  readonly show: (
    title: string,
    options: NotificationOptions,
  ) => Pick<Notification, 'onclick' | 'close'>;
  /** Somebody clicked one; null: the one about many. */
  readonly onClick: (id: number | null) => void;
  /** The page's clock, in milliseconds. */
  readonly nowMs: () => number;
};

/** Lets the machine tell of alarms, a few at a time. */
export class AlarmNotifier {
  readonly #options: AlarmNotifierOptions;
  #shownMs: number[] = [];
  #more = 0;

  constructor(options: AlarmNotifierOptions) {
    this.#options = options;
  }

  notify(alarm: Alarm, names: AlarmNames): void {
    const nowMs = this.#options.nowMs();
    this.#shownMs = this.#shownMs.filter((atMs) => nowMs - atMs < burstMs);
    if (this.#shownMs.length < maxBurst) {
      this.#shownMs.push(nowMs);
      this.#more = 0;
      const title = `${severityWords(alarm.severity)}: ${alarm.title}`;
      this.#show(title, placeWords(alarm, names), `casement-alarm-${alarm.id}`, alarm.id);
    } else {
      this.#more += 1;
      // The same tag: it takes the place of the last one about many.
      this.#show(`and ${this.#more} more alarms`, alarm.title, 'casement-alarms', null);
    }
  }

  #show(title: string, body: string, tag: string, id: number | null): void {
    try {
      const shown = this.#options.show(title, { body, tag });
      shown.onclick = (): void => {
        shown.close();
        this.#options.onClick(id);
      };
    } catch {
      // Phones have the class but show nothing without a service worker; the toast is there when somebody looks.
    }
  }
}
