// The thread of a receiver process that counts: sockets are handed over as file descriptors, nothing but RTP headers is
// looked at. Packets between `mark` and `report` are recorded.
import { parentPort } from 'node:worker_threads';
import { DatagramReader } from './datagram-reader.mjs';
import { delaysOf, pictureTable } from './delays.mjs';

const pauseMs = 10;
/** 60 s of a 4 Mbit/s camera. */
const recordedPackets = 32_768;
const checkedEvery = 500;
const reader = new DatagramReader();
const pause = new Int32Array(new SharedArrayBuffer(4));

class Stream {
  packets = 0;
  bytes = 0;
  retransmissions = 0;
  last = -1;
  rollover = 0;
  firstAt = 0;
  gaps = 0;
  recorded = 0;
  at = new Float64Array(recordedPackets);
  timestamp = new Uint32Array(recordedPackets);
  length = new Uint16Array(recordedPackets);
  marker = new Uint8Array(recordedPackets);
  payloadType = -1;
  ssrc = 0;

  constructor(id, fd, trailer) {
    this.id = id;
    this.fd = fd;
    this.trailer = trailer;
    this.take = (slots, start, length, at) => this.#take(slots, start, length, at);
  }

  #take(slots, start, length, at) {
    const first = slots[start];
    const second = slots[start + 1];
    if (first < 128 || first > 191 || (second >= 192 && second <= 223)) {
      const bytes = Uint8Array.prototype.slice.call(slots, start, start + length);
      parentPort.postMessage({ other: bytes, id: this.id }, [bytes.buffer]);
      return;
    }
    const type = second & 0x7f;
    if (this.payloadType < 0) this.payloadType = type;
    if (type !== this.payloadType) {
      this.retransmissions += 1;
      return;
    }
    this.#follow(slots.readUInt16BE(start + 2));
    this.ssrc = slots.readUInt32BE(start + 8);
    this.packets += 1;
    this.bytes += length;
    if (this.firstAt === 0 && second >= 128) {
      this.firstAt = at;
      parentPort.postMessage({ firstPicture: at, id: this.id });
    }
    if (this.id >= 0 && this.packets % checkedEvery === 1) this.#check(slots, start, length);
    if (recording) this.#record(slots, start, length, at);
  }

  #follow(sequence) {
    if (this.last >= 0) {
      const step = (sequence - this.last) & 0xffff;
      if (step < 0x8000) {
        this.gaps += Math.max(0, step - 1);
        if (sequence < this.last) this.rollover += 1;
      } else {
        // A late one fills a gap.
        this.gaps -= 1;
        return;
      }
    }
    this.last = sequence;
  }

  #check(slots, start, length) {
    const bytes = Uint8Array.prototype.slice.call(slots, start, start + length);
    parentPort.postMessage({ check: bytes, id: this.id, rollover: this.rollover }, [bytes.buffer]);
  }

  #record(slots, start, length, at) {
    if (this.recorded === recordedPackets) return;
    const index = this.recorded++;
    this.at[index] = at;
    this.timestamp[index] = slots.readUInt32BE(start + 4);
    this.marker[index] = slots[start + 1] >> 7;
    const extension = slots[start] & 0x10 ? 4 + 4 * slots.readUInt16BE(start + 14) : 0;
    this.length[index] = Math.max(0, length - 12 - extension - this.trailer);
  }

  mark() {
    Object.assign(this, { recorded: 0, packets: 0, bytes: 0, retransmissions: 0, gaps: 0 });
  }
}

const streams = new Map();
let recording = false;

const commands = {
  add({ id, fd, trailer }) {
    reader.prepare(fd);
    streams.set(id, new Stream(id, fd, trailer));
  },
  remove({ id }) {
    streams.delete(id);
  },
  mark() {
    for (const stream of streams.values()) stream.mark();
    recording = true;
    parentPort.postMessage({ answer: true });
  },
  /** Highest sequence numbers, for receiver reports. */
  highest() {
    const all = [...streams.values()].map(({ id, ssrc, last, rollover, packets }) => [
      id,
      ssrc,
      last,
      rollover,
      packets,
    ]);
    parentPort.postMessage({ highest: all });
  },
  report() {
    recording = false;
    const reference = streams.get(-1);
    const table = reference && pictureTable(reference);
    const viewers = [...streams.values()].filter(({ id }) => id >= 0);
    const delays = table ? viewers.map((stream) => delaysOf(table, pictureTable(stream))) : [];
    const sum = (name) => viewers.reduce((total, stream) => total + stream[name], 0);
    parentPort.postMessage({
      answer: {
        packets: viewers.map(({ packets }) => packets),
        bytes: sum('bytes'),
        lost: sum('gaps'),
        retransmissions: sum('retransmissions'),
        reference: reference && {
          packets: reference.packets,
          bytes: reference.bytes,
          lost: reference.gaps,
          largestPicture: Math.max(0, ...table.map(({ packets }) => packets.length)),
        },
        pictures: delays.flatMap(({ pictures }) => pictures),
        packetDelays: sampled(delays.flatMap(({ packets }) => packets)),
        unmatched: delays.reduce((total, { unmatched }) => total + unmatched, 0),
        perViewer: viewers.map(({ id, packets, gaps }) => ({ id, packets, gaps })),
      },
    });
  },
  end() {
    process.exit(0);
  },
};

/** At most 200,000 of the values, evenly taken: enough for a percentile, small enough for a message. */
function sampled(values) {
  const step = Math.max(1, Math.floor(values.length / 200_000));
  return step === 1 ? values : values.filter((_, index) => index % step === 0);
}

parentPort.on('message', (message) => commands[message.do](message));

function round() {
  for (const stream of streams.values()) reader.drain(stream.fd, stream.take);
  Atomics.wait(pause, 0, 0, pauseMs);
  setImmediate(round);
}
round();
