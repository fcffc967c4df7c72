// A process with many clients of one way out: WebSocket, HLS, motion JPEG or snapshots. The first client can record what
// comes and when; the delays are read out of the pictures afterwards.
//   node way-clients.mjs '{"url":…,"cookie":…}'     commands as JSON lines on stdin, one answer line each
import { createInterface } from 'node:readline';
import { Agent, request } from 'undici';
import { WebSocket } from 'ws';
import { delayOf, stripTimes } from './strip-times.mjs';

const { url, cookie } = JSON.parse(process.argv[2]);
const headers = { cookie, origin: new URL(url).origin };
const now = () => performance.timeOrigin + performance.now();
const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const startCode = Buffer.from([0, 0, 0, 1]);

let clients = [];
let bytes = 0;
let messages = 0;
/** Parts that a client was too late for. */
let missed = 0;
/** While recording: { format, chunks, pictures: [how many, when they had come] }. */
let recording;

class StreamClient {
  async open(path, isRecorder) {
    const socket = new WebSocket(new URL(path, url.replace(/^http/, 'ws')), {
      headers,
      perMessageDeflate: false,
    });
    this.socket = socket;
    let init;
    let isInit = false;
    await new Promise((done, fail) => {
      socket.once('error', fail);
      socket.on('close', (code, reason) => fail(new Error(`closed: ${code} ${reason}`)));
      socket.on('message', (data, isBinary) => {
        bytes += data.length;
        messages += 1;
        if (!isBinary) {
          const text = JSON.parse(data);
          if (isRecorder && text.format !== 'note') this.start = text;
          isInit = text.format === 'fmp4';
          return;
        }
        if (isInit) {
          init = data;
          isInit = false;
          return;
        }
        done();
        if (isRecorder && recording) this.#record(data, init);
      });
    });
  }

  #record(data, init) {
    const at = now();
    const isMp4 = this.start.format === 'fmp4';
    const kind = isMp4 ? undefined : data[0];
    if (kind === 3) return;
    // The flags of the only sample (trun).
    const isKey = isMp4 ? data.readUInt32BE(96) === 0x02000000 : kind === 1;
    if (recording.chunks.length === 0) {
      if (!isKey) return;
      const { video } = this.start;
      recording.format = isMp4 ? 'mp4' : formats[video.slice(0, 3)];
      if (isMp4) recording.chunks.push(init);
    }
    recording.chunks.push(isMp4 ? data : data.subarray(12));
    recording.pictures.push([1, at]);
  }

  close() {
    this.socket.removeAllListeners('close');
    this.socket.on('error', () => undefined);
    this.socket.terminate();
  }
}

const formats = { avc: 'h264', hvc: 'hevc', hev: 'hevc', jpe: 'mjpeg' };

/** Connections of a client of its own, as browsers have them. */
class HttpClient {
  agent = new Agent({ connections: 4, pipelining: 1 });
  isOver = false;

  async get(path) {
    const { statusCode, body } = await request(new URL(path, url), {
      headers,
      dispatcher: this.agent,
    });
    const data = Buffer.from(await body.arrayBuffer());
    bytes += data.length;
    messages += 1;
    if (statusCode !== 200)
      throw new Error(`${path}: ${statusCode} ${data.toString().slice(0, 200)}`);
    return data;
  }

  run(work) {
    void work().catch((error) => {
      if (!this.isOver) say({ event: 'broken', message: error.message });
    });
  }

  close() {
    this.isOver = true;
    void this.agent.destroy().catch(() => undefined);
  }
}

class SnapshotClient extends HttpClient {
  async open(path, isRecorder) {
    await this.get(path);
    this.run(async () => {
      await wait(Math.random() * 1000);
      while (!this.isOver) {
        const asked = performance.now();
        const jpeg = await this.get(path);
        if (isRecorder && recording) {
          recording.format = 'mjpeg';
          recording.chunks.push(jpeg);
          recording.pictures.push([1, now()]);
        }
        await wait(Math.max(0, 1000 - (performance.now() - asked)));
      }
    });
  }
}

class MjpegClient extends HttpClient {
  async open(path, isRecorder) {
    const { statusCode, body } = await request(new URL(path, url), {
      headers,
      dispatcher: this.agent,
    });
    if (statusCode !== 200) throw new Error(`${path}: ${statusCode} ${await body.text()}`);
    let kept = Buffer.alloc(0);
    const first = new Promise((done) => body.once('data', done));
    body.on('error', () => undefined);
    body.on('data', (data) => {
      bytes += data.length;
      if (!isRecorder) return;
      kept = Buffer.concat([kept, data]);
      for (let part = takePart(kept); part; part = takePart(kept)) {
        kept = kept.subarray(part.end);
        messages += 1;
        if (recording) {
          recording.format = 'mjpeg';
          recording.chunks.push(part.jpeg);
          recording.pictures.push([1, now()]);
        }
      }
    });
    await first;
  }
}

function takePart(data) {
  const head = data.indexOf('\r\n\r\n');
  if (head < 0) return undefined;
  const length = Number(/content-length: (\d+)/i.exec(data.subarray(0, head).toString())[1]);
  const end = head + 4 + length;
  return data.length < end ? undefined : { jpeg: data.subarray(head + 4, end), end };
}

/** As players do: with `parts` by blocking reload, part by part; otherwise segments, with a look every second. */
class HlsClient extends HttpClient {
  async open(path, isRecorder, { parts }) {
    this.path = path;
    const first = (await this.get(path)).toString();
    const map = /#EXT-X-MAP:URI="([^"]+)"/.exec(first)[1];
    this.init = await this.get(this.#besides(map));
    const names = this.#names(first, parts).map(({ name }) => name);
    this.seen = new Set(names.slice(0, -1));
    this.run(() => this.#follow(first, isRecorder, parts));
  }

  #besides(name) {
    return new URL(name, new URL(this.path, url)).href;
  }

  #names(playlist, parts) {
    const named = parts
      ? [...playlist.matchAll(/#EXT-X-PART:[^\n]*URI="([^"]+)"[^\n]*/g)]
      : [...playlist.matchAll(/^((?!#).*seg[^\n]*)$/gm)];
    return named.map(([line, name]) => ({ name, isKey: !parts || line.includes('INDEPENDENT') }));
  }

  async #follow(first, isRecorder, parts) {
    let playlist = first;
    while (!this.isOver) {
      for (const { name, isKey } of this.#names(playlist, parts)) {
        if (this.seen.has(name)) continue;
        this.seen.add(name);
        const data = await this.get(this.#besides(name)).catch(() => undefined);
        // Too late for this one: on with what there is now.
        if (data === undefined) {
          missed += 1;
          if (isRecorder && recording) Object.assign(recording, { chunks: [], pictures: [] });
          break;
        }
        if (isRecorder && recording) this.#record(data, isKey);
      }
      if (!parts) await wait(1000);
      playlist = (await this.get(parts ? this.#next(playlist) : this.path)).toString();
    }
  }

  #next(playlist) {
    const [, msn, part] = /PRELOAD-HINT:TYPE=PART,URI="part-(\d+)\.(\d+)\.m4s/.exec(playlist);
    const address = new URL(this.path, url);
    address.searchParams.set('_HLS_msn', msn);
    address.searchParams.set('_HLS_part', part);
    return address.href;
  }

  #record(data, isKey) {
    if (recording.chunks.length === 0) {
      if (!isKey) return;
      recording.format = 'mp4';
      recording.chunks.push(this.init);
    }
    // The sample counts of all track runs.
    let pictures = 0;
    for (let at = data.indexOf('trun'); at >= 0; at = data.indexOf('trun', at + 4))
      pictures += data.readUInt32BE(at + 8);
    recording.chunks.push(data);
    recording.pictures.push([pictures, now()]);
  }
}

const kinds = {
  stream: StreamClient,
  snapshot: SnapshotClient,
  mjpeg: MjpegClient,
  hls: HlsClient,
};

const commands = {
  async join({ kind, path, count, options = {} }) {
    for (let index = 0; index < count; index++) {
      const client = new kinds[kind]();
      clients.push(client);
      await client.open(path, clients.length === 1, options);
    }
    return { clients: clients.length, start: clients[0]?.start };
  },
  async mark() {
    bytes = 0;
    messages = 0;
    missed = 0;
    recording = { chunks: [], pictures: [] };
    return {};
  },
  /** What came since `mark`. */
  async report() {
    const { chunks, pictures, format } = recording;
    const report = { bytes, messages, missed };
    recording = undefined;
    const times = chunks.length > 0 ? await stripTimes(format, chunks) : [];
    const arrivals = pictures.flatMap(([count, at]) => Array.from({ length: count }, () => at));
    const delays = times.flatMap((time, index) =>
      time === undefined || arrivals[index] === undefined ? [] : [delayOf(arrivals[index], time)],
    );
    return { ...report, pictures: arrivals.length, decoded: times.length, delays };
  },
  async leave() {
    clients.forEach((client) => client.close());
    clients = [];
    return {};
  },
  async end() {
    await commands.leave();
    process.exit(0);
  },
};

const input = createInterface({ input: process.stdin });
// Whoever started this process is gone.
input.on('close', () => process.exit(0));
input.on('line', (line) => {
  const command = JSON.parse(line);
  commands[command.do](command).then(
    (answer) => say({ answer }),
    (error) => say({ failed: error.stack }),
  );
});
