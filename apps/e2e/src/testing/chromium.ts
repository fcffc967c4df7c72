import { type Browser, type BrowserContext, type Page, chromium } from 'playwright-core';

/** Debian's Chromium, quiet: without these flags it tries to reach its maker's hosts. */
export async function launchChromium(extra: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CASEMENT_CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...extra,
    ],
  });
}

type StorageState = Awaited<ReturnType<BrowserContext['storageState']>>;

export type SignedIn = { readonly context: BrowserContext; readonly page: Page };

/** Opens the page and signs in as a person does. */
export async function signIn(
  browser: Browser,
  url: string,
  password: string,
  options: {
    path?: string;
    width?: number;
    height?: number;
    colorScheme?: 'dark' | 'light';
    storageState?: StorageState;
    ignoreHTTPSErrors?: boolean;
  } = {},
): Promise<SignedIn> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1920, height: options.height ?? 1080 },
    colorScheme: options.colorScheme ?? 'dark',
    ...(options.storageState && { storageState: options.storageState }),
    ignoreHTTPSErrors: options.ignoreHTTPSErrors ?? false,
  });
  const page = await context.newPage();
  await page.goto(new URL(options.path ?? '', url).href);
  await page.getByTestId('login-username').fill('admin');
  await page.getByTestId('login-password').fill(password);
  await page.getByTestId('login-submit').click();
  await page.getByTestId('sign-in').waitFor({ state: 'detached' });
  return { context, page };
}
