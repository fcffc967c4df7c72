/** Fills the screen with the page, or gives it back. Browsers without it (phones) stay as they are. */
export function toggleFullScreen(): void {
  const change = document.fullscreenElement
    ? document.exitFullscreen()
    : (
        document.documentElement.requestFullscreen as
          typeof document.documentElement.requestFullscreen | undefined
      )?.call(document.documentElement, { navigationUI: 'hide' });
  // Refused without a touch or a key press: nothing to be done about it.
  change?.catch(() => undefined);
}
