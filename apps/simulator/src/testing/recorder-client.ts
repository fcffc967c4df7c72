import type { IncomingMessage } from 'node:http';
import {
  createDigestAuthorization,
  Credentials,
  nvrCommands,
  parseLoginPage,
  parsePlaybackBody,
  parsePlaybackSoundBody,
  parseWwwAuthenticate,
} from '@casement/protocol';
import type { PlaybackBody, PlaybackSoundBody } from '@casement/protocol';
import { fetchPage, openRequest } from './http-client.js';
import type { Reply, RequestOptions } from './http-client.js';

/** A client of the recorder that does what the specification shows, made of the protocol library. */
export class RecorderClient {
  readonly #url: string;
  readonly #ca: string | undefined;
  readonly #credentials: Credentials;

  constructor(
    url: string,
    { username = 'admin', password = 'secret', ca }: Partial<Record<string, string>> = {},
  ) {
    this.#url = url;
    this.#ca = ca;
    this.#credentials = new Credentials(username, password);
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Reply> {
    return fetchPage(`${this.#url}${path}`, this.#options(headers));
  }

  open(path: string): Promise<IncomingMessage> {
    return openRequest(`${this.#url}${path}`, this.#options({}));
  }

  /** A request with digest: asks for a challenge first, answers it, once. */
  async getWithDigest(path: string): Promise<Reply> {
    const challenged = await this.get(path);
    return challenged.status === 401
      ? this.get(path, { authorization: this.answerTo(challenged, path) })
      : challenged;
  }

  /** The `Authorization` that answers a 401. */
  answerTo(challenged: Reply, path: string, nonceCount = 1): string {
    return createDigestAuthorization({
      challenge: parseWwwAuthenticate([challenged.headers['www-authenticate'] ?? '']),
      credentials: this.#credentials,
      method: 'GET',
      uri: path,
      nonceCount,
      cnonce: 'abcdef',
    });
  }

  /** Logs in and gives the UID. */
  async login(): Promise<string> {
    const page = await this.getWithDigest(nvrCommands.login().path);
    return parseLoginPage(page.body);
  }

  /** Logs in and prepares the UID for live streams. */
  async loginForLive(): Promise<string> {
    const uid = await this.login();
    await this.get(nvrCommands.setupLive(uid).path);
    return uid;
  }

  /** Logs in, and prepares the UID for recordings of these cameras. */
  async loginForPlayback(cameras: readonly number[], cameraCount = 4): Promise<string> {
    const uid = await this.login();
    await this.get(nvrCommands.mask(uid, cameras, cameraCount).path);
    return uid;
  }

  /** The next GOP of a camera. */
  async gop(uid: string, camera: number): Promise<PlaybackBody> {
    return parsePlaybackBody((await this.get(nvrCommands.playbackVideo(uid, camera).path)).bytes);
  }

  /** The next second of a camera's sound. */
  async sound(uid: string, camera: number): Promise<PlaybackSoundBody> {
    return parsePlaybackSoundBody(
      (await this.get(nvrCommands.playbackAudio(uid, camera).path)).bytes,
    );
  }

  #options(headers: Readonly<Record<string, string>>): RequestOptions {
    return this.#ca === undefined ? { headers } : { headers, ca: this.#ca };
  }
}
