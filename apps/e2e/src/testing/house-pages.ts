import type { Browser, Page } from 'playwright-core';
import { launchChromium, signIn } from './chromium.js';
import { PlaybackHouse } from './playback-house.js';

/** The house of the recordings and the pages of its administrator. */
export class HousePages {
  readonly house: PlaybackHouse;
  readonly #browser: Browser;
  readonly #open: Page[] = [];

  private constructor(house: PlaybackHouse, browser: Browser) {
    this.house = house;
    this.#browser = browser;
  }

  static async start(): Promise<HousePages> {
    const house = await PlaybackHouse.start();
    try {
      return new HousePages(house, await launchChromium());
    } catch (error) {
      await house.stop();
      throw error;
    }
  }

  /** @param path below the base path of the gateway */
  async open(path: string, size = { width: 1920, height: 1080 }): Promise<Page> {
    const { url, password } = this.house.demo;
    const { page } = await signIn(this.#browser, url, password, { path, ...size });
    this.#open.push(page);
    return page;
  }

  /** Closes the pages. */
  async clear(): Promise<void> {
    await Promise.all(this.#open.splice(0).map((page) => page.context().close()));
  }

  async stop(): Promise<void> {
    await this.#browser.close().finally(() => this.house.stop());
  }
}
