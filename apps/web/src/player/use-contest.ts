import type { DeliveryWay } from '@casement/contract';
import { computed, onScopeDispose, type Ref, shallowRef, type ShallowRef, watch } from 'vue';
import { useGatewayStore } from '../api/gateway-store.js';
import { injectRequired } from '../api/keys.js';
import type { CameraId } from '../recorders/camera-id.js';
import { useRecordersStore } from '../recorders/recorders-store.js';
import { picturesOf } from './camera-pictures.js';
import {
  chooseDelivery,
  type DeliveryChoice,
  type DeliveryQuestion,
  whyNoWay,
} from './choose-delivery.js';
import type { ContestView, PlanOptions } from './contest-options.js';
import { WayContest } from './contest.js';
import { openPlayerKey } from './open-player.js';
import type { PictureElement } from './player.js';
import { useSoundStore } from './sound-store.js';
import type { ViewingHandlers } from './tile-player.js';
import { WayLedger } from './way-ledger.js';
import { loadWay, saveWay } from './way-preference.js';
import { wayWorldKey } from './way-world.js';

/** After a loss, pictures have to go on for this long before the tile calls itself live, in milliseconds. */
const confirmMs = 1_000;

const timers = {
  nowMs: () => performance.now(),
  setTimeout: (callback: () => void, delayMs: number): number =>
    window.setTimeout(callback, delayMs),
  clearTimeout: (timer: number): void => window.clearTimeout(timer),
};

export type ContestUse = {
  /** The way in use; null before the first picture. */
  readonly view: Readonly<Ref<ContestView | null>>;
  /** Why nothing comes, in the gateway's words. */
  readonly note: Readonly<ShallowRef<string | null>>;
  /** All ways that this browser could show this camera. */
  readonly possible: Readonly<Ref<readonly DeliveryChoice[]>>;
  /** The way that somebody chose for this camera; null: automatic. */
  readonly forced: Readonly<ShallowRef<DeliveryWay | null>>;
  readonly ledger: WayLedger;
  readonly current: () => WayContest | undefined;
  readonly open: (handlers: ViewingHandlers, isFirst: boolean) => WayContest;
  /** The contest is over. */
  readonly ended: () => void;
  readonly force: (way: DeliveryWay | null) => void;
};

/**
 * Makes the contests of one tile, with everything the page knows: the camera, the browser, the network, what failed here,
 * what somebody chose and who listens.
 */
export function useContest(
  camera: CameraId,
  screen: Readonly<Ref<HTMLElement | null>>,
  label: () => string,
): ContestUse {
  const openPlayer = injectRequired(openPlayerKey);
  const { browser, memory, onOtherNetwork } = injectRequired(wayWorldKey);
  const recorders = useRecordersStore();
  const gateway = useGatewayStore();
  const sound = useSoundStore();
  const known = recorders.camera(camera);

  const told = shallowRef<ContestView | null>(null);
  const note = shallowRef<string | null>(null);
  const forced = shallowRef(loadWay(camera, localStorage));
  const ledger = new WayLedger(timers.nowMs);
  let contest: WayContest | undefined;
  /** What a gateway had said that went away since. */
  let stale: unknown;

  const pictures = computed(() => picturesOf(known.value));
  const listening = computed(() => sound.audible.has(camera));
  const volume = computed(() => (listening.value ? sound.volume : null));

  function question({ forgiving, offered }: PlanOptions): DeliveryQuestion {
    return {
      camera: pictures.value,
      browser,
      listening: listening.value,
      failed: forgiving ? new Map() : new Map([...memory.failed, ...ledger.failed]),
      offered,
      forced: forced.value,
    };
  }

  const possible = computed(() =>
    chooseDelivery({ ...question({ forgiving: true, offered: null }), forced: null }),
  );

  /** The choice was made with what was known of the camera then; what is known now says more. */
  const view = computed<ContestView | null>(() => {
    const now = possible.value.find(({ way }) => way === told.value?.choice.way);
    if (told.value === null || now === undefined) {
      return told.value;
    }
    const { choice, converted, sound: heard } = told.value;
    const words = now.untouched ? null : 'the gateway converts what the camera sends';
    return {
      choice: { ...choice, untouched: now.untouched },
      converted: converted ?? words,
      sound: heard,
    };
  });

  function mount(element: PictureElement): void {
    element.className = 'picture trying';
    element.setAttribute('aria-label', `Live picture of ${label()}`);
    if (element instanceof HTMLCanvasElement) {
      element.setAttribute('role', 'img');
    }
    screen.value?.append(element);
  }

  function onShown(element: PictureElement, way: DeliveryWay): void {
    element.className = 'picture';
    element.dataset['testid'] = 'tile-picture';
    element.dataset['way'] = way;
  }

  function open(handlers: ViewingHandlers, isFirst: boolean): WayContest {
    contest = new WayContest({
      ...timers,
      plan: (options) => chooseDelivery(question(options)),
      whyNoWay: () => whyNoWay(question({ forgiving: false, offered: null })),
      open: (choice, { listening: withSound, confirms }, playerHandlers) =>
        openPlayer(
          {
            camera,
            choice,
            chosen: forced.value !== null,
            browser,
            listening: withSound,
            confirmMs: confirms && !isFirst ? confirmMs : 0,
          },
          playerHandlers,
        ),
      memory,
      ledger,
      cameraPlays: () => known.value !== stale && known.value?.live.state === 'playing',
      gatewayReachable: () => gateway.reachable,
      forced: forced.value !== null,
      listening: listening.value,
      volume: volume.value,
      mount,
      unmount: (element) => element.remove(),
      onShown,
      onView: (next) => {
        told.value = next;
      },
      onNote: (words) => {
        note.value = words;
      },
      ...handlers,
    });
    return contest;
  }

  watch([listening, volume], () => contest?.listen(listening.value, volume.value));
  watch(
    () => `${pictures.value.codec} ${pictures.value.codecString} ${pictures.value.reorders}`,
    () => {
      // What failed may have failed because of what the camera sent before.
      ledger.forgive();
      contest?.reconsider({ forgiving: false });
    },
  );
  watch(
    () => gateway.reachable,
    () => {
      // What broke meanwhile broke with the gateway, and what that said of the camera is history.
      ledger.forgive();
      stale = gateway.reachable ? stale : known.value;
    },
  );
  const endWatch = onOtherNetwork(() => {
    ledger.forgive();
    contest?.reconsider({ forgiving: true });
  });
  onScopeDispose(() => {
    endWatch();
    sound.silence(camera);
  });

  return {
    view,
    note,
    possible,
    forced,
    ledger,
    current: () => contest,
    open,
    ended: () => {
      contest = undefined;
      told.value = null;
      note.value = null;
    },
    force: (way) => {
      forced.value = way;
      saveWay(camera, way, localStorage);
      ledger.forgive();
    },
  };
}
