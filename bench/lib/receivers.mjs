// A process with many viewers. Each does real signalling, ICE and DTLS (werift); after that its socket goes to a thread
// that only counts, and this one keeps it alive as a browser does: a STUN check every 2 s, a receiver report every second.
// One packet in 500 is authenticated and decrypted, to know that what is counted is valid. No NACK is ever sent.
//   node receivers.mjs '{"kind":"whep","url":…,"authorization":…}'     commands as JSON lines on stdin, one answer line each
import { createSocket } from 'node:dgram';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import {
  RTCPeerConnection,
  RTCRtpCodecParameters,
  RtcpReceiverInfo,
  RtcpRrPacket,
} from './werift.mjs';
import { joinByJanus, joinByWhep } from './signalling.mjs';
import { bindingRequest } from './stun-check.mjs';

const way = JSON.parse(process.argv[2]);
const stunEveryMs = 2000;
const reportEveryMs = 1000;
const h264 = (profile) =>
  new RTCRtpCodecParameters({
    mimeType: 'video/H264',
    clockRate: 90000,
    parameters: `level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=${profile}`,
    rtcpFeedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }],
  });

const viewers = new Map();
const thread = new Worker(new URL('counting-thread.mjs', import.meta.url));
const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
const now = () => performance.timeOrigin + performance.now();
const checked = { valid: 0, invalid: 0 };
let nextId = 0;
let failedJoins = 0;

class Viewer {
  id = nextId++;
  closed = false;

  async open() {
    const pc = new RTCPeerConnection({
      iceServers: [],
      iceUseIpv6: false,
      codecs: { video: [h264('42e01f')] },
    });
    this.pc = pc;
    this.started = now();
    const connected = new Promise((done, fail) => {
      pc.connectionStateChange.subscribe((state) => {
        if (state === 'connected') done();
        if (state === 'failed') fail(new Error(`connection failed: ${this.#states}`));
        if ((state === 'closed' || state === 'disconnected') && !this.closed && this.connected)
          say({ event: 'lost', id: this.id, state });
      });
    });
    connected.catch(() => undefined);
    this.leave = await (way.kind === 'janus' ? joinByJanus : joinByWhep)(pc, way);
    this.#watchFirstPicture();
    await connected;
    this.connected = true;
    this.joinMs = now() - this.started;
    this.#handOver();
  }

  get #states() {
    const [dtls] = this.pc.dtlsTransports;
    const [ice] = this.pc.iceTransports;
    return `ICE ${ice?.state}, DTLS ${dtls?.state}, ${Math.round(now() - this.started)} ms after the offer`;
  }

  get #connection() {
    return this.pc.iceTransports[0].connection;
  }

  #watchFirstPicture() {
    for (const { transport } of this.#connection.protocols) {
      const original = transport.onData;
      transport.onData = (data, address) => {
        if (data[0] >= 128 && data[0] < 192 && data[1] >= 128 && (data[1] < 192 || data[1] > 223))
          this.firstPictureAt ??= now();
        return original(data, address);
      };
    }
  }

  /** From here on the event loop does not read the socket; it still sends on it. */
  #handOver() {
    const { protocol, remoteCandidate } = this.#connection.nominated;
    const { socket } = protocol.transport;
    this.transport = protocol.transport;
    this.remote = [remoteCandidate.host, remoteCandidate.port];
    const { localUsername, remoteUsername, remotePassword } = this.#connection;
    this.check = bindingRequest({
      username: `${remoteUsername}:${localUsername}`,
      password: remotePassword,
    });
    const handle = Object.getOwnPropertySymbols(socket)
      .map((symbol) => socket[symbol]?.handle)
      .find((value) => typeof value?.recvStop === 'function');
    handle.recvStop();
    const { srtp } = this.pc.dtlsTransports[0];
    this.cipher = srtp.remoteContext.cipher;
    const trailer = this.cipher.aeadAuthTagLen ?? this.cipher.authTagLength;
    thread.postMessage({ do: 'add', id: this.id, fd: handle.fd, trailer });
    this.stunTimer = setInterval(() => this.#sendCheck(), stunEveryMs);
    this.#sendCheck();
  }

  #sendCheck() {
    if (!this.closed) this.transport.socket.send(this.check.bytes, this.remote[1], this.remote[0]);
  }

  /** STUN, DTLS and RTCP that the counting thread found. */
  other(bytes) {
    const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const isOwnCheck =
      data.length >= 20 && data[0] < 2 && data.subarray(8, 20).equals(this.check.transactionId);
    if (!isOwnCheck && !this.closed) this.transport.onData(data, this.remote);
  }

  verify(bytes, rollover) {
    const packet = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    for (const counter of [rollover, rollover + 1, rollover - 1]) {
      try {
        const [plain, header] = this.cipher.decryptRtp(packet, counter >>> 0);
        const type = plain[header.payloadOffset] & 0x1f;
        if (type >= 1 && type <= 28) checked.valid += 1;
        else checked.invalid += 1;
        return;
      } catch {
        // Another roll-over counter may fit.
      }
    }
    checked.invalid += 1;
  }

  sendReport(ssrc, last, rollover) {
    if (this.closed || last < 0) return;
    const block = new RtcpReceiverInfo({
      ssrc,
      fractionLost: 0,
      packetsLost: 0,
      highestSequence: rollover * 0x10000 + last,
      jitter: 0,
      lsr: 0,
      dlsr: 0,
    });
    const report = new RtcpRrPacket({ ssrc: 1 + this.id, reports: [block] });
    void this.pc.dtlsTransports[0].sendRtcp([report]);
  }

  async close() {
    this.closed = true;
    clearInterval(this.stunTimer);
    thread.postMessage({ do: 'remove', id: this.id });
    viewers.delete(this.id);
    await this.leave?.().catch(() => undefined);
    // The descriptor may be given to the next socket once it is closed: the thread must have let go of it.
    await new Promise((done) => setTimeout(done, 50));
    await this.pc.close();
  }
}

let answered;
const askThread = (message) =>
  new Promise((done) => {
    answered = done;
    thread.postMessage(message);
  });
thread.on('message', (message) => {
  if (message.other) viewers.get(message.id)?.other(message.other);
  else if (message.check) viewers.get(message.id)?.verify(message.check, message.rollover);
  else if (message.firstPicture) {
    const viewer = viewers.get(message.id);
    if (viewer) viewer.firstPictureAt ??= message.firstPicture;
  } else if (message.highest)
    for (const [id, ssrc, last, rollover] of message.highest)
      viewers.get(id)?.sendReport(ssrc, last, rollover);
  else answered(message.answer);
});
thread.on('error', (error) => {
  console.error(`receivers: ${error.stack}`);
  process.exit(1);
});
setInterval(() => thread.postMessage({ do: 'highest' }), reportEveryMs);

/** A person whose connection fails tries again; how often that was stands in the report. */
async function join() {
  for (let attempt = 1; ; attempt++) {
    const viewer = new Viewer();
    viewers.set(viewer.id, viewer);
    try {
      await viewer.open();
      return viewer;
    } catch (error) {
      console.error(`receivers: ${error.message}`);
      failedJoins += 1;
      await viewer.close();
      if (attempt === 3) throw error;
    }
  }
}

const commands = {
  /** `atOnce`: all together, else one after the other. */
  async join({ count, atOnce }) {
    const opened = [];
    if (atOnce) opened.push(...(await Promise.all(Array.from({ length: count }, join))));
    else for (let index = 0; index < count; index++) opened.push(await join());
    // The picture may come after the socket was handed over: the thread says so.
    await until(10_000, () => opened.every(({ firstPictureAt }) => firstPictureAt !== undefined));
    return {
      joinMs: opened.map(({ joinMs }) => joinMs),
      pictureMs: opened.flatMap(({ firstPictureAt, started }) =>
        firstPictureAt ? [firstPictureAt - started] : [],
      ),
    };
  },
  async leave({ count }) {
    await Promise.all([...viewers.values()].slice(0, count).map((viewer) => viewer.close()));
    return { viewers: viewers.size };
  },
  /** A port whose packets are the reference. */
  async reference() {
    const socket = createSocket('udp4');
    await new Promise((done) => socket.bind(0, '127.0.0.1', done));
    const handle = Object.getOwnPropertySymbols(socket)
      .map((symbol) => socket[symbol]?.handle)
      .find((value) => typeof value?.recvStop === 'function');
    handle.recvStop();
    thread.postMessage({ do: 'add', id: -1, fd: handle.fd, trailer: 0 });
    return { port: socket.address().port };
  },
  async mark() {
    Object.assign(checked, { valid: 0, invalid: 0 });
    await askThread({ do: 'mark' });
    return {};
  },
  async report() {
    return { ...(await askThread({ do: 'report' })), checked, failedJoins, viewers: viewers.size };
  },
  async end() {
    await Promise.race([
      Promise.all([...viewers.values()].map((viewer) => viewer.close())),
      new Promise((done) => setTimeout(done, 5000)),
    ]);
    process.exit(0);
  },
};

async function until(limitMs, condition) {
  const end = Date.now() + limitMs;
  while (!condition() && Date.now() < end) await new Promise((done) => setTimeout(done, 20));
}

const input = createInterface({ input: process.stdin });
// Whoever started this process is gone.
input.on('close', () => process.exit(0));
input.on('line', (line) => {
  const command = JSON.parse(line);
  commands[command.do](command).then(
    (answer) => say({ answer }),
    (error) => say({ failed: error.message }),
  );
});
say({ event: 'ready' });
