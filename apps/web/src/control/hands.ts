import type { PtzMove } from '@casement/contract';
import {
  type HeldKeys,
  type KeyPress,
  moveOfKeys,
  noKeys,
  withKeyDown,
  withKeyUp,
} from './held-keys.js';
import type { ScreenPoint } from './joystick.js';
import { isSameMove, isStopped, moveOf, stopped } from './move.js';
import {
  moveOfPointers,
  noPointers,
  type PicturePointers,
  withPointerDown,
  withPointerMove,
  withPointerUp,
} from './picture-pointers.js';

/** With what somebody steers. `button`: the ring and the buttons beside it. */
export type HandSource = 'button' | 'pointer' | 'wheel' | 'keys' | 'gamepad';

/** Something that hands do. Places in CSS pixels of the window, times in milliseconds of the page's clock. */
export type HandInput =
  | ({ readonly type: 'key-down' | 'key-up' } & KeyPress)
  | {
      readonly type: 'pointer-down';
      readonly id: number;
      readonly at: ScreenPoint;
      readonly atMs: number;
      /** How far full speed is, in pixels. */
      readonly reach: number;
    }
  | { readonly type: 'pointer-move'; readonly id: number; readonly at: ScreenPoint }
  | { readonly type: 'pointer-up'; readonly id: number; readonly atMs: number }
  /** The browser took the pointer away. */
  | { readonly type: 'pointer-lost'; readonly id: number }
  /** Of sources that have no more to tell than what they ask for; all 0 lets go. */
  | {
      readonly type: 'ask';
      readonly source: 'button' | 'wheel' | 'gamepad';
      readonly move: Partial<PtzMove>;
    }
  /** Whatever is held does not count any more: the window lost the focus, the page is hidden, control ended. */
  | { readonly type: 'let-go' };

export type Hands = {
  readonly keys: HeldKeys;
  readonly pointers: PicturePointers;
  /** What each source asks for that asks for something, the newest last. */
  readonly asking: readonly { readonly source: HandSource; readonly move: PtzMove }[];
  /** Where this very input clicked on the picture; null: it did not. */
  readonly clicked: ScreenPoint | null;
};

export const idleHands: Hands = {
  keys: noKeys,
  pointers: noPointers,
  asking: [],
  clicked: null,
};

/** What the hands are after an input. */
export function reduceHands(hands: Hands, input: HandInput): Hands {
  const now: Hands = hands.clicked === null ? hands : { ...hands, clicked: null };
  switch (input.type) {
    case 'key-down':
      return withKeys(now, withKeyDown(now.keys, input));
    case 'key-up':
      return withKeys(now, withKeyUp(now.keys, input));
    case 'pointer-down':
      return withPointers(now, withPointerDown(now.pointers, input));
    case 'pointer-move':
      return withPointers(now, withPointerMove(now.pointers, input.id, input.at));
    case 'pointer-up': {
      const { pointers, clicked } = withPointerUp(now.pointers, input.id, input.atMs);
      return { ...withPointers(now, pointers), clicked };
    }
    case 'pointer-lost':
      return withPointers(now, withPointerUp(now.pointers, input.id, Infinity).pointers);
    case 'ask':
      return asked(now, input.source, moveOf(input.move));
    case 'let-go':
      return idleHands;
  }
}

/**
 * What all hands ask for together. Turning and zooming each follow the newest source that asks for them, so that one hand
 * may turn while the other zooms; when it lets go, the one before it counts again.
 */
export function wantedMove({ asking }: Hands): PtzMove {
  const turning = asking.findLast(({ move }) => move.pan !== 0 || move.tilt !== 0)?.move;
  const zooming = asking.findLast(({ move }) => move.zoom !== 0)?.move;
  return {
    pan: turning?.pan ?? 0,
    tilt: turning?.tilt ?? 0,
    zoom: zooming?.zoom ?? 0,
  };
}

function withKeys(hands: Hands, keys: HeldKeys): Hands {
  return asked({ ...hands, keys }, 'keys', moveOfKeys(keys));
}

function withPointers(hands: Hands, pointers: PicturePointers): Hands {
  return asked({ ...hands, pointers }, 'pointer', moveOfPointers(pointers));
}

/** A source that asks for something else than before is the newest. */
function asked(hands: Hands, source: HandSource, move: PtzMove): Hands {
  const before = hands.asking.find((one) => one.source === source)?.move ?? stopped;
  if (isSameMove(before, move)) {
    return hands;
  }
  const others = hands.asking.filter((one) => one.source !== source);
  return { ...hands, asking: isStopped(move) ? others : [...others, { source, move }] };
}
