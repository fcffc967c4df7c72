import type { PtzMove } from '@casement/contract';
import {
  computed,
  type ComputedRef,
  onScopeDispose,
  shallowRef,
  type ShallowRef,
  watch,
} from 'vue';
import { injectRequired, socketKey } from '../api/keys.js';
import type { CameraId } from '../recorders/camera-id.js';
import { useControlStore } from './control-store.js';
import { type HandInput, type Hands, idleHands, reduceHands, wantedMove } from './hands.js';
import type { ScreenPoint } from './joystick.js';
import { MoveLine } from './move-line.js';
import { stopped } from './move.js';
import { MoveSender } from './move-sender.js';

/** How long a turn of the wheel counts, in milliseconds: it has no release of its own. */
const wheelHoldsMs = 260;

export type HandsOptions = {
  readonly camera: CameraId;
  /** What of a move may be asked of the camera. */
  readonly allowed: (move: PtzMove) => PtzMove;
  readonly onRefused: (words: string) => void;
  /** Somebody clicked on the picture. */
  readonly onClick: (at: ScreenPoint) => void;
};

export type HandsUse = {
  readonly hands: Readonly<ShallowRef<Hands>>;
  /** What the camera is asked for now. */
  readonly wanted: ComputedRef<PtzMove>;
  readonly input: (input: HandInput) => void;
  readonly turnWheel: (zoom: number) => void;
  readonly letGo: () => void;
};

/**
 * From what hands do to what the gateway is told, for as long as the component lives. Whatever takes the hands away stops the
 * camera: another window, a hidden page, a page that goes, control that ends.
 */
export function useHands(options: HandsOptions): HandsUse {
  const store = useControlStore();
  const socket = injectRequired(socketKey);
  const hands = shallowRef<Hands>(idleHands);
  const wanted = computed(() => options.allowed(wantedMove(hands.value)));
  const line = new MoveLine({ camera: options.camera, socket, api: store.api });
  const sender = new MoveSender({
    send: (move) => line.send(move),
    onRefused: options.onRefused,
    nowMs: () => performance.now(),
    setTimeout: (callback, delayMs) => window.setTimeout(callback, delayMs),
    clearTimeout: (timer) => window.clearTimeout(timer),
  });
  let wheelTimer: number | undefined;

  // At once: what is let go stops now, not after the next drawing.
  watch(wanted, (move) => sender.want(move), { flush: 'sync' });

  function input(next: HandInput): void {
    hands.value = reduceHands(hands.value, next);
    if (hands.value.clicked) {
      options.onClick(hands.value.clicked);
    }
  }

  function turnWheel(zoom: number): void {
    window.clearTimeout(wheelTimer);
    input({ type: 'ask', source: 'wheel', move: { zoom } });
    wheelTimer = window.setTimeout(
      () => input({ type: 'ask', source: 'wheel', move: {} }),
      wheelHoldsMs,
    );
  }

  function letGo(): void {
    window.clearTimeout(wheelTimer);
    input({ type: 'let-go' });
  }

  function onHidden(): void {
    if (document.hidden) {
      letGo();
    }
  }

  function onPageHide(): void {
    const moved = sender.moving;
    letGo();
    if (moved && socket.state !== 'connected') {
      line.leave();
    }
  }

  window.addEventListener('blur', letGo);
  window.addEventListener('pagehide', onPageHide);
  document.addEventListener('visibilitychange', onHidden);
  onScopeDispose(() => {
    window.removeEventListener('blur', letGo);
    window.removeEventListener('pagehide', onPageHide);
    document.removeEventListener('visibilitychange', onHidden);
    // The watcher may be gone already.
    letGo();
    sender.want(stopped);
  });

  return { hands, wanted, input, turnWheel, letGo };
}
