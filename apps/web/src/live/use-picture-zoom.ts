import { computed, type ComputedRef, type Ref, shallowRef } from 'vue';
import {
  nextZoom,
  type PictureZoom,
  shifted,
  type TilePoint,
  unzoomed,
  zoomedAt,
  zoomTransform,
} from './picture-zoom.js';

/** Turns of a wheel, in pixels, for twice the size. */
const pixelsForTwice = 240;
/** Wheels tell lines or pages where they do not tell pixels. */
const pixelsOf: readonly number[] = [1, 24, 400];

export type PictureZoomUse = {
  readonly zoom: Readonly<Ref<PictureZoom>>;
  readonly isZoomed: ComputedRef<boolean>;
  /** Of the elements that show pictures. */
  readonly style: ComputedRef<{ readonly transform?: string }>;
  /** With Ctrl, as browsers tell a pinch on a touchpad too; else the wheel is somebody else's. */
  readonly onWheel: (event: WheelEvent) => void;
  /** Begins to move what is seen of an enlarged picture. */
  readonly onDown: (event: PointerEvent) => void;
  readonly onMove: (event: PointerEvent) => void;
  readonly onUp: (event: PointerEvent) => void;
  /** The next size, about the middle. */
  readonly next: () => void;
  readonly reset: () => void;
};

/** Enlarges the picture of a tile in this window only: the camera knows nothing of it. */
export function usePictureZoom(stage: Readonly<Ref<HTMLElement | null>>): PictureZoomUse {
  const zoom = shallowRef<PictureZoom>(unzoomed);
  let held: { readonly id: number; readonly at: TilePoint } | undefined;

  /** In parts of the tile; undefined: it is not laid out. */
  function placeOf({ clientX, clientY }: MouseEvent): TilePoint | undefined {
    const box = stage.value?.getBoundingClientRect();
    return box && box.width > 0 && box.height > 0
      ? { x: (clientX - box.left) / box.width, y: (clientY - box.top) / box.height }
      : undefined;
  }

  function onWheel(event: WheelEvent): void {
    const at = event.ctrlKey ? placeOf(event) : undefined;
    if (at) {
      event.preventDefault();
      const pixels = event.deltaY * (pixelsOf[event.deltaMode] ?? 1);
      zoom.value = zoomedAt(zoom.value, at, 2 ** (-pixels / pixelsForTwice));
    }
  }

  function onDown(event: PointerEvent): void {
    const at = placeOf(event);
    // Fingers move the wall.
    const isHand = event.button === 0 && event.pointerType !== 'touch';
    if (at && isHand && zoom.value.scale > 1) {
      held = { id: event.pointerId, at };
      (event.currentTarget as Element).setPointerCapture(event.pointerId);
    }
  }

  function onMove(event: PointerEvent): void {
    const at = placeOf(event);
    if (at && held?.id === event.pointerId) {
      zoom.value = shifted(zoom.value, { x: at.x - held.at.x, y: at.y - held.at.y });
      held = { ...held, at };
    }
  }

  return {
    zoom,
    isZoomed: computed(() => zoom.value.scale > 1),
    style: computed(() => {
      const transform = zoomTransform(zoom.value);
      return transform === undefined ? {} : { transform };
    }),
    onWheel,
    onDown,
    onMove,
    onUp: ({ pointerId }) => {
      held = held?.id === pointerId ? undefined : held;
    },
    next: () => {
      zoom.value = nextZoom(zoom.value);
    },
    reset: () => {
      zoom.value = unzoomed;
    },
  };
}
