import { onBeforeUnmount, onMounted, type Ref, type ShallowRef, watch } from 'vue';
import { inkOf } from './timeline-ink.js';
import { paintTimeline } from './timeline-paint.js';
import type { TimelinePicture } from './timeline-picture.js';

/** Sizes in CSS pixels. The width follows that of the canvas. */
export type CanvasSize = {
  readonly width: ShallowRef<number>;
  readonly height: Readonly<Ref<number>>;
};

/** What is drawn, but for what the canvas knows itself. */
export type DrawnTimeline = Omit<TimelinePicture, 'width' | 'nowMs' | 'ink'>;

/**
 * Keeps a canvas drawn: at every change of what is drawn, of its size, of the theme and of the screen's pixels, and once
 * per picture of the screen however much changed.
 */
export function useTimelineCanvas(
  canvas: Readonly<Ref<HTMLCanvasElement | null>>,
  { width, height }: CanvasSize,
  drawn: () => DrawnTimeline,
): void {
  let frame = 0;

  function draw(): void {
    frame = 0;
    const surface = canvas.value;
    const pen = surface?.getContext('2d');
    if (!surface || !pen) {
      return;
    }
    const ratio = window.devicePixelRatio || 1;
    const size = [Math.round(width.value * ratio), Math.round(height.value * ratio)] as const;
    if (surface.width !== size[0] || surface.height !== size[1]) {
      [surface.width, surface.height] = size;
    }
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    paintTimeline(pen, {
      ...drawn(),
      width: width.value,
      nowMs: Date.now(),
      ink: inkOf(surface),
    });
  }
  function drawSoon(): void {
    frame ||= requestAnimationFrame(draw);
  }
  watch([drawn, width, height], drawSoon, { flush: 'post' });

  const sizes = new ResizeObserver(([entry]) => {
    width.value = entry?.contentRect.width ?? width.value;
  });
  const themes = new MutationObserver(drawSoon);
  let pixels: MediaQueryList | undefined;
  /** The window came to a screen with other pixels. */
  function onRatio(): void {
    pixels?.removeEventListener('change', onRatio);
    pixels = window.matchMedia(`(resolution: ${window.devicePixelRatio || 1}dppx)`);
    pixels.addEventListener('change', onRatio);
    drawSoon();
  }

  onMounted(() => {
    if (canvas.value) {
      sizes.observe(canvas.value);
    }
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    onRatio();
  });
  onBeforeUnmount(() => {
    cancelAnimationFrame(frame);
    sizes.disconnect();
    themes.disconnect();
    pixels?.removeEventListener('change', onRatio);
  });
}
