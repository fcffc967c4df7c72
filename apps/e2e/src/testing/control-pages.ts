import type { Browser } from 'playwright-core';
import { launchChromium } from './chromium.js';
import { ControlPage } from './control-page.js';
import { Demo } from './demo.js';

/** The house of the moving cameras (`test-ptz.yaml`) and the pages that look at it. */
export class ControlPages {
  readonly demo: Demo;
  readonly #browser: Browser;
  #open: ControlPage[] = [];

  private constructor(demo: Demo, browser: Browser) {
    this.demo = demo;
    this.#browser = browser;
  }

  static async start(): Promise<ControlPages> {
    const demo = await Demo.start({ scenario: 'test-ptz.yaml' });
    try {
      return new ControlPages(demo, await launchChromium());
    } catch (error) {
      await demo.stop();
      throw error;
    }
  }

  async open(options: Parameters<typeof ControlPage.open>[2] = {}): Promise<ControlPage> {
    const page = await ControlPage.open(this.#browser, this.demo, options);
    this.#open.push(page);
    return page;
  }

  /** Closes the pages. */
  async clear(): Promise<void> {
    for (const page of this.#open.splice(0)) {
      await page.close();
    }
  }

  async stop(): Promise<void> {
    await this.#browser.close().finally(() => this.demo.stop());
  }
}
