import puppeteer, { type Browser, type Page } from 'puppeteer-core';

/** Debian's Firefox, over WebDriver BiDi; it has no H.264 over WebRTC, because its makers' plug-in is not in Debian. */
export async function launchFirefox(): Promise<Browser> {
  return puppeteer.launch({
    browser: 'firefox',
    executablePath: process.env['CASEMENT_FIREFOX'] ?? '/usr/bin/firefox-esr',
    headless: true,
    acceptInsecureCerts: true,
    // Shorter than a test may take, so that a browser that hangs says in what.
    protocolTimeout: 30_000,
    extraPrefsFirefox: {
      // Nothing leaves the machine.
      'app.normandy.enabled': false,
      'app.update.auto': false,
      'browser.safebrowsing.malware.enabled': false,
      'browser.safebrowsing.phishing.enabled': false,
      'datareporting.healthreport.uploadEnabled': false,
      'extensions.getAddons.cache.enabled': false,
      'media.gmp-manager.updateEnabled': false,
      'media.autoplay.default': 0,
      'network.captive-portal-service.enabled': false,
      'network.connectivity-service.enabled': false,
      'toolkit.telemetry.enabled': false,
    },
  });
}

/** Opens a page and signs in as a person does. */
export async function signInWithFirefox(
  browser: Browser,
  url: string,
  password: string,
  options: { path?: string; storage?: Readonly<Record<string, string>> } = {},
): Promise<Page> {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport({ width: 1280, height: 800 });
  await page.goto(new URL('healthz', url).href);
  await page.evaluate((entries) => {
    for (const [key, value] of Object.entries(entries)) {
      localStorage.setItem(key, value);
    }
  }, options.storage ?? {});
  await page.goto(new URL(options.path ?? '', url).href);
  await page.locator('[data-testid="login-username"]').fill('admin');
  await page.locator('[data-testid="login-password"]').fill(password);
  await page.locator('[data-testid="login-submit"]').click();
  await page.waitForSelector('[data-testid="sign-in"]', { hidden: true });
  return page;
}
