/** What components ask of a browser and jsdom does not have. */

class NoObserver {
  observe(): void {
    // jsdom lays nothing out, so there is nothing to observe.
  }
  unobserve(): void {
    // See observe.
  }
  disconnect(): void {
    // See observe.
  }
}

/** Without layout everything is in sight. */
class AllInSight extends NoObserver {
  readonly #tell: (entries: { isIntersecting: boolean }[]) => void;

  constructor(tell: (entries: { isIntersecting: boolean }[]) => void) {
    super();
    this.#tell = tell;
  }

  override observe(): void {
    this.#tell([{ isIntersecting: true }]);
  }
}

Object.defineProperty(globalThis, 'ResizeObserver', { value: NoObserver, writable: true });
Object.defineProperty(globalThis, 'IntersectionObserver', { value: AllInSight, writable: true });
Object.defineProperty(globalThis, 'matchMedia', {
  writable: true,
  value: (media: string) => ({
    matches: false,
    media,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }),
});
Object.defineProperty(HTMLMediaElement.prototype, 'play', {
  writable: true,
  value: () => Promise.resolve(),
});
Object.defineProperty(HTMLMediaElement.prototype, 'pause', {
  writable: true,
  value: () => undefined,
});
Object.defineProperty(HTMLCanvasElement.prototype, 'getContext', {
  writable: true,
  value: () => null,
});

/** A mouse event that knows its pointer. */
class PointerEventOfMouse extends MouseEvent {
  readonly pointerId: number;
  readonly pointerType: string;

  constructor(type: string, init: PointerEventInit = {}) {
    super(type, init);
    this.pointerId = init.pointerId ?? 0;
    this.pointerType = init.pointerType ?? '';
  }
}

Object.defineProperty(globalThis, 'PointerEvent', { value: PointerEventOfMouse, writable: true });
