import {
  type Download,
  type DownloadInput,
  downloadPaths,
  downloadSchema,
} from '@casement/contract';
import type { Demo } from './demo.js';
import { until } from './until.js';

/** An answer, whatever it is. */
export type DownloadAnswer = {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
};

/** A download as the simulated recorder saw it: one piece, or an attempt at one. */
export type ServedDownload = {
  readonly kind: string;
  readonly camera: number;
  readonly from: string;
  readonly to: string;
  readonly status: number;
  readonly outcome: string;
};

/** Downloads as somebody who is signed in uses them. */
export class DownloadsClient {
  readonly #demo: Demo;
  readonly #headers: Readonly<Record<string, string>>;

  /** @param headers what says who it is: `cookie` or `authorization` */
  constructor(demo: Demo, headers: Readonly<Record<string, string>>) {
    this.#demo = demo;
    this.#headers = headers;
  }

  async ask(
    method: string,
    path: string,
    { body, headers = {} }: { body?: object; headers?: Readonly<Record<string, string>> } = {},
  ): Promise<DownloadAnswer> {
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    const answer = await fetch(new URL(path, this.#demo.url), {
      method,
      headers: { ...this.#headers, ...json, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    return { status: answer.status, headers: answer.headers, bytes };
  }

  /** @throws Error unless it was taken */
  async create(input: Omit<DownloadInput, 'recorder'>): Promise<Download> {
    const body = { recorder: 'demo', ...input };
    return downloadSchema.parse(
      JSON.parse(await this.#expect(202, 'POST', downloadPaths.downloads, body)),
    );
  }

  async show(id: string): Promise<Download> {
    return downloadSchema.parse(
      JSON.parse(await this.#expect(200, 'GET', downloadPaths.download(id))),
    );
  }

  /** Waits until it is as wanted. */
  async until(
    id: string,
    what: string,
    isSo: (download: Download) => boolean,
    limitMs = 60_000,
  ): Promise<Download> {
    let last: Download | undefined;
    return until(
      `download ${id}: ${what}`,
      limitMs,
      async () => {
        last = await this.show(id);
        return isSo(last) ? last : undefined;
      },
      () => ({ ...last, files: last?.files.length }),
    );
  }

  /** Waits until nothing more comes. */
  settled(id: string): Promise<Download> {
    return this.until(id, 'its end', ({ finishedAt }) => finishedAt !== null);
  }

  /** Begins one and waits until nothing more comes. */
  async fetch(input: Omit<DownloadInput, 'recorder'>): Promise<Download> {
    return this.settled((await this.create(input)).id);
  }

  async file(id: string, name: string): Promise<Buffer> {
    return (await this.#have(200, 'GET', downloadPaths.file(id, name))).bytes;
  }

  async zip(id: string): Promise<Buffer> {
    return (await this.#have(200, 'GET', downloadPaths.zip(id))).bytes;
  }

  async cancel(id: string): Promise<Download> {
    return downloadSchema.parse(
      JSON.parse(await this.#expect(200, 'POST', downloadPaths.cancel(id))),
    );
  }

  async retry(id: string): Promise<Download> {
    return downloadSchema.parse(
      JSON.parse(await this.#expect(200, 'POST', downloadPaths.retry(id))),
    );
  }

  async remove(id: string): Promise<void> {
    await this.#expect(204, 'DELETE', downloadPaths.download(id));
  }

  async #expect(status: number, method: string, path: string, body?: object): Promise<string> {
    return (await this.#have(status, method, path, body)).bytes.toString();
  }

  async #have(
    status: number,
    method: string,
    path: string,
    body?: object,
  ): Promise<DownloadAnswer> {
    const answer = await this.ask(method, path, body === undefined ? {} : { body });
    if (answer.status !== status) {
      const said = answer.bytes.toString('utf8', 0, 500);
      throw new Error(`${method} ${path} was answered with ${answer.status}: ${said}`);
    }
    return answer;
  }
}

/** What the simulated recorder has served since its start, the oldest first. */
export async function servedDownloads(
  demo: Demo,
): Promise<{ readonly maxRunning: number; readonly latest: readonly ServedDownload[] }> {
  const { downloads } = (await demo.control('GET', 'state')) as {
    downloads: { maxRunning: number; latest: ServedDownload[] };
  };
  return downloads;
}
