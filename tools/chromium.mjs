import { chromium } from 'playwright-core';

/** Debian's Chromium, quiet: without these flags it tries to reach its maker's hosts. */
export function launchChromium() {
  return chromium.launch({
    executablePath: process.env.CASEMENT_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
