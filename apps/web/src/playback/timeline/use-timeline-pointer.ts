import { type Ref, shallowRef, type ShallowRef } from 'vue';
import { rulerHeight } from './timeline-picture.js';
import {
  panned,
  pinched,
  timeAtX,
  type TimeView,
  viewLength,
  xOf,
  zoomed,
} from './timeline-scale.js';

export type TimelinePointerOptions = {
  readonly element: Readonly<Ref<HTMLElement | null>>;
  readonly view: () => TimeView;
  readonly headMs: () => number;
  readonly onView: (view: TimeView) => void;
  readonly onSeek: (atMs: number) => void;
  /** A click on something of its own; false: there is nothing, and the click seeks. */
  readonly onPress?: (place: {
    readonly x: number;
    readonly y: number;
    readonly finger: boolean;
  }) => boolean;
};

export type TimelinePointer = {
  /** Where the playhead is being dragged; null: it is not. */
  readonly scrubMs: ShallowRef<number | null>;
  /** Where the mouse rests, in pixels; null: elsewhere. */
  readonly hover: ShallowRef<{ readonly x: number; readonly y: number } | null>;
  readonly cancel: () => void;
  readonly onDown: (event: PointerEvent) => void;
  readonly onMove: (event: PointerEvent) => void;
  readonly onUp: (event: PointerEvent) => void;
  readonly onLeave: () => void;
  readonly onWheel: (event: WheelEvent) => void;
};

/** Less is a click, in pixels. */
const clickPx = 4;
/** How close to the playhead it is grabbed, in pixels. */
const grabPx = { mouse: 7, touch: 20 } as const;
/** One notch of a wheel. */
const wheelUnit = 500;

type Drag =
  | { readonly kind: 'press' | 'pan'; readonly startX: number; readonly startView: TimeView }
  | { readonly kind: 'scrub' }
  | {
      readonly kind: 'pinch';
      readonly start: readonly [number, number];
      readonly startView: TimeView;
      readonly ids: readonly [number, number];
    };

/**
 * Mouse, pen and fingers on the timeline: a click seeks, a drag moves along time, a drag of the playhead or on the ruler
 * scrubs, the wheel and two fingers zoom.
 */
export function useTimelinePointer(options: TimelinePointerOptions): TimelinePointer {
  const scrubMs = shallowRef<number | null>(null);
  const hover = shallowRef<{ readonly x: number; readonly y: number } | null>(null);
  const fingers = new Map<number, number>();
  let drag: Drag | null = null;

  const placeOf = (
    event: MouseEvent,
  ): { readonly x: number; readonly y: number; readonly width: number } => {
    const box = options.element.value?.getBoundingClientRect();
    return {
      x: event.clientX - (box?.left ?? 0),
      y: event.clientY - (box?.top ?? 0),
      width: box?.width ?? 1,
    };
  };
  const timeAt = (event: MouseEvent): number => {
    const { x, width } = placeOf(event);
    return timeAtX(options.view(), width, x);
  };

  function onDown(event: PointerEvent): void {
    if (event.button !== 0) {
      return;
    }
    const { x, y, width } = placeOf(event);
    fingers.set(event.pointerId, x);
    capture(options.element.value, event.pointerId);
    const [first, second] = [...fingers];
    if (first && second) {
      scrubMs.value = null;
      drag = {
        kind: 'pinch',
        start: [first[1], second[1]],
        ids: [first[0], second[0]],
        startView: options.view(),
      };
      return;
    }
    const reach = event.pointerType === 'mouse' ? grabPx.mouse : grabPx.touch;
    const onHead = Math.abs(x - xOf(options.view(), width, options.headMs())) <= reach;
    if (onHead || y < rulerHeight) {
      drag = { kind: 'scrub' };
      scrubMs.value = timeAt(event);
    } else {
      drag = { kind: 'press', startX: x, startView: options.view() };
    }
  }

  function onMove(event: PointerEvent): void {
    const { x, y, width } = placeOf(event);
    hover.value = event.pointerType === 'mouse' ? { x, y } : null;
    if (!fingers.has(event.pointerId) || !drag) {
      return;
    }
    fingers.set(event.pointerId, x);
    if (drag.kind === 'scrub') {
      scrubMs.value = timeAt(event);
    } else if (drag.kind === 'pinch') {
      const { ids, start, startView } = drag;
      const now = [fingers.get(ids[0]) ?? start[0], fingers.get(ids[1]) ?? start[1]] as const;
      options.onView(pinched(startView, width, start, now));
    } else if (drag.kind === 'pan' || Math.abs(x - drag.startX) >= clickPx) {
      drag = { ...drag, kind: 'pan' };
      const byMs = ((drag.startX - x) / Math.max(1, width)) * viewLength(drag.startView);
      options.onView(panned(drag.startView, byMs));
    }
  }

  function onUp(event: PointerEvent): void {
    if (!fingers.delete(event.pointerId)) {
      return;
    }
    const ended = drag;
    const at = scrubMs.value;
    drag = null;
    scrubMs.value = null;
    if (event.type === 'pointercancel') {
      return;
    }
    if (ended?.kind === 'scrub' && at !== null) {
      options.onSeek(at);
    } else if (ended?.kind === 'press') {
      const finger = event.pointerType !== 'mouse';
      if (options.onPress?.({ ...placeOf(event), finger }) !== true) {
        options.onSeek(timeAt(event));
      }
    }
  }

  function onWheel(event: WheelEvent): void {
    event.preventDefault();
    const { x, width } = placeOf(event);
    const view = options.view();
    const pixels = event.deltaMode === 1 ? 16 : 1;
    const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      options.onView(panned(view, ((sideways * pixels) / Math.max(1, width)) * viewLength(view)));
    } else {
      // A pinch on a touch pad comes as a wheel with Ctrl and small steps.
      const strength = event.ctrlKey ? 5 : 1;
      const factor = Math.exp((event.deltaY * pixels * strength) / wheelUnit);
      options.onView(zoomed(view, factor, timeAtX(view, width, x)));
    }
  }

  return {
    scrubMs,
    hover,
    onDown,
    onMove,
    onUp,
    onWheel,
    onLeave: () => {
      hover.value = null;
    },
    cancel: () => {
      drag = null;
      fingers.clear();
      scrubMs.value = null;
    },
  };
}

/** A pointer that is gone already cannot be held. */
function capture(element: HTMLElement | null, pointer: number): void {
  try {
    element?.setPointerCapture(pointer);
  } catch {
    // NotFoundError: it is over before it began.
  }
}
