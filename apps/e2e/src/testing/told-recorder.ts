import {
  type Disk,
  diskSchema,
  informationPaths,
  type LogEntry,
  logEntrySchema,
  type RecorderHealth,
  recorderHealthSchema,
} from '@casement/contract';
import type { PlaybackHouse } from './playback-house.js';
import { runProgram } from './run-program.js';

/** An answer of the gateway, whatever it is. */
export type Told = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
};

/** Requests that the simulated recorder got, by CGI. */
export type Requests = Readonly<Record<string, number>>;

/** A request as the simulated recorder noted it. */
export type NotedRequest = {
  readonly atMs: number;
  readonly cgi: string;
  readonly command?: string;
};

const readCsv = [
  'import csv, io, json, sys',
  "text = io.TextIOWrapper(sys.stdin.buffer, encoding='utf-8-sig', newline='')",
  'print(json.dumps(list(csv.reader(text, strict=True))))',
].join('\n');

/** What the gateway tells of one recorder, and what it asked for it. */
export class ToldRecorder {
  readonly #house: PlaybackHouse;
  readonly #authorization: Readonly<Record<string, string>>;
  readonly id: string;

  /** @param authorization headers of whoever asks */
  constructor(house: PlaybackHouse, id: string, authorization: Readonly<Record<string, string>>) {
    this.#house = house;
    this.id = id;
    this.#authorization = authorization;
  }

  /** The same recorder, for somebody else. */
  for(authorization: Readonly<Record<string, string>>): ToldRecorder {
    return new ToldRecorder(this.#house, this.id, authorization);
  }

  /** The recorder is opened anew with these settings: nothing is known of it any more. Resolves before it is online. */
  async reopen(change: object = {}): Promise<void> {
    // A change of nothing is a change: the recorder is signed in to again.
    const path = `api/v1/recorders/${this.id}`;
    const { status, bytes } = await this.#house.client.ask('PATCH', path, {
      name: this.id,
      ...change,
    });
    if (status !== 200) {
      throw new Error(`changing a recorder was answered with ${status}: ${bytes.toString()}`);
    }
  }

  /** As `reopen`; resolves when it is online. */
  async anew(change: object = {}): Promise<void> {
    await this.reopen(change);
    await this.#house.untilOnline(this.id);
  }

  async ask(path: string): Promise<Told> {
    const url = new URL(path, this.#house.demo.url);
    const answer = await fetch(url, { headers: this.#authorization });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  }

  /** @throws Error unless they were told */
  async disks(): Promise<readonly Disk[]> {
    return diskSchema.array().parse(await this.#good(informationPaths.disks(this.id)));
  }

  /** @throws Error unless it was told */
  async log(kind: 'error' | 'event', query = ''): Promise<readonly LogEntry[]> {
    const path = `${informationPaths.logs(this.id)}?kind=${kind}${query}`;
    return logEntrySchema.array().parse(await this.#good(path));
  }

  async health(): Promise<RecorderHealth> {
    return recorderHealthSchema.parse(await this.#good(informationPaths.health(this.id)));
  }

  /** Rows of the file as another program reads them. */
  async csv(kind: 'error' | 'event'): Promise<readonly (readonly string[])[]> {
    const { status, text } = await this.ask(`${informationPaths.logsCsv(this.id)}?kind=${kind}`);
    const input = Buffer.from(text.startsWith('\ufeff') ? text : `\ufeff${text}`);
    const { code, stdout, stderr } = await runProgram('python3', ['-c', readCsv], { input });
    if (status !== 200 || code !== 0) {
      throw new Error(`the file came with ${status} and was read with ${code}: ${stderr}`);
    }
    return JSON.parse(stdout.toString()) as string[][];
  }

  /** How many requests of each kind the recorder has got. */
  async requests(): Promise<Requests> {
    const state = await this.#house.demo.control('GET', 'state');
    return (state as { counters: { requests: { byCgi: Requests } } }).counters.requests.byCgi;
  }

  /** The latest requests, the oldest first. */
  async noted(): Promise<readonly NotedRequest[]> {
    return (await this.#house.demo.control('GET', 'requests')) as NotedRequest[];
  }

  async #good(path: string): Promise<unknown> {
    const { status, text } = await this.ask(path);
    if (status !== 200) {
      throw new Error(`${path} was answered with ${status}: ${text}`);
    }
    return JSON.parse(text) as unknown;
  }
}
