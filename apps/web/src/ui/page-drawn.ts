let lastFrameMs = performance.now();
let asked = false;
let timer: ReturnType<typeof setInterval> | undefined;
let users = 0;

/** Without an answer of the browser for this long, it does not draw the page, in milliseconds. */
const silentMs = 2_500;

function ask(): void {
  if (!asked) {
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      lastFrameMs = performance.now();
    });
  }
}

/** Begins to look, once a second, whether the browser draws the page. Call the answer to end it. */
export function watchDrawing(): () => void {
  users += 1;
  if (users === 1) {
    lastFrameMs = performance.now();
    timer = setInterval(ask, 1_000);
    ask();
  }
  return () => {
    users -= 1;
    if (users === 0) {
      clearInterval(timer);
    }
  };
}

/**
 * Whether the browser draws the page now. A window on another desktop, or behind a locked screen, calls
 * itself visible on some systems although nothing is drawn; then no frame is reported and none is missing.
 */
export function isPageDrawn(): boolean {
  return document.visibilityState === 'visible' && performance.now() - lastFrameMs < silentMs;
}
