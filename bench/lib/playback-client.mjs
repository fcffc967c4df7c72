// A client of playback that looks at what it gets: times and sizes of GOPs, nothing is decoded.
import { playbackMessageHeadBytes, playbackMessageKinds, playbackPaths } from '@casement/contract';
import { WebSocket } from 'ws';
import { until } from './house.mjs';

export class PlaybackClient {
  #house;
  #sockets = [];
  /** By camera: { gops: [{ startMs, endMs, generation, at }], clock, bytes }. */
  cameras = new Map();

  static async open(house, cameras, atMs) {
    const client = new PlaybackClient();
    client.#house = house;
    const answer = await client.#post(playbackPaths.playbacks, {
      recorder: 'demo',
      cameras,
      at: new Date(atMs).toISOString(),
    });
    client.id = answer.id;
    for (const camera of cameras) client.#watch(camera);
    await until('the first pictures', 60_000, () =>
      [...client.cameras.values()].every(({ gops }) => gops.length > 0),
    );
    return client;
  }

  /** One command; resolves to its answer. */
  command(command, more = {}) {
    return this.#post(playbackPaths.commands(this.id), { command, ...more });
  }

  /** Milliseconds from a seek to the GOP of its picture, of the first camera. */
  async seek(atMs) {
    const [camera] = this.cameras.values();
    camera.gops.length = 0;
    const began = performance.now();
    const came = new Promise((resolve) => {
      camera.onGop = ({ startMs, endMs, at }) =>
        startMs <= atMs && atMs < endMs && resolve(at - began);
    });
    await this.command('seek', { at: new Date(atMs).toISOString() });
    const milliseconds = await came;
    camera.onGop = undefined;
    return milliseconds;
  }

  async end() {
    for (const socket of this.#sockets) socket.close();
    const { url, cookie } = this.#house;
    const path = playbackPaths.playback(this.id);
    await fetch(new URL(path, url), { method: 'DELETE', headers: { cookie } });
  }

  #watch(number) {
    const { url, cookie } = this.#house;
    const path = playbackPaths.stream(this.id, number);
    const socket = new WebSocket(new URL(path, url).href.replace(/^http/, 'ws'), {
      headers: { cookie },
    });
    const camera = { gops: [], clock: undefined, bytes: 0, onGop: undefined };
    this.#sockets.push(socket);
    this.cameras.set(number, camera);
    socket.on('error', ({ message }) => console.error(`camera ${number}: ${message}`));
    socket.on('message', (data, isBinary) => {
      camera.bytes += data.length;
      if (!isBinary) {
        const message = JSON.parse(data.toString());
        if (message.type === 'clock') camera.clock = message;
      } else if (data[0] === playbackMessageKinds.gop) {
        const end = playbackMessageHeadBytes + data.readUInt32BE(4);
        const { startMs, endMs, generation } = JSON.parse(
          data.toString('utf8', playbackMessageHeadBytes, end),
        );
        const gop = { startMs, endMs, generation, at: performance.now() };
        camera.gops.push(gop);
        camera.gops.splice(0, Math.max(0, camera.gops.length - 100));
        camera.onGop?.(gop);
      }
    });
  }

  async #post(path, body) {
    const { url, cookie } = this.#house;
    const answer = await fetch(new URL(path, url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie, origin: new URL(url).origin },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }
}
