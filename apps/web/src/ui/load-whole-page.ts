/**
 * Opens an address by way of the whole page, with the gateway's files of today. Also the address that is open, and one
 * that differs from it in what follows its `#` only: browsers load nothing then by themselves.
 */
export function loadWholePage(href: string): void {
  const { origin, href: open } = window.location;
  if (new URL(href, origin).href !== open) {
    window.history.pushState(null, '', href);
  }
  window.location.reload();
}
