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

Object.defineProperty(globalThis, 'ResizeObserver', { value: NoObserver, writable: true });
Object.defineProperty(globalThis, 'IntersectionObserver', { value: NoObserver, writable: true });
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
