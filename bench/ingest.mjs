// What it costs to take in 64 cameras of 4 Mbit/s: RTP packets to packets in the cameras' rings, in one thread. Once with
// prepared packets, that is without the kernel, and once through 64 UDP sockets, sent by another process in real time.
//
// us CPU per packet is user + system of this process; the share of a core is that of 64 x 436 packets a second.
import { execFileSync, fork } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { h264NalUnitTypes, nalUnitType } from '../libs/media/dist/codec/h264/nal-unit-type.js';
import { H264Payloader } from '../libs/media/dist/codec/h264/payloader.js';
import { isFirstSlice } from '../libs/media/dist/codec/h264/slice-header.js';
import { splitAnnexB } from '../libs/media/dist/codec/nal/annex-b.js';
import { PacketRingWriter } from '../libs/media/dist/gop/packet-ring-writer.js';
import { createSharedRing } from '../libs/media/dist/gop/shared-ring.js';
import { UnitStreamer } from '../libs/media/dist/gop/unit-streamer.js';
import { VideoReceiver } from '../libs/media/dist/ingest/video-receiver.js';
import { serializeRtpPacket } from '../libs/media/dist/rtp/serialize-rtp-packet.js';

const cameras = 64;
const packetsPerSecond = 436;
const fps = 30;
const rtpPayloadBytes = 1_400;
const filmSeconds = 10;
const preparedSeconds = 40;
const socketSeconds = 15;

/** `./casement bench ingest`. */
export async function benchIngest() {
  const pictures = filmPictures();
  const packets = pictures.flat().length;
  console.log(
    `ingest: ${cameras} cameras 1920x1080, H.264, GOP 30, ${((bytesOf(pictures) * 8) / filmSeconds / 1e6).toFixed(1)} Mbit/s, RTP payloads of ${rtpPayloadBytes} bytes (${(packets / filmSeconds).toFixed(0)} packets/s)`,
  );
  console.log(
    '| what | packets | lost | us CPU per packet | user | sys | % of a core | memory of a ring MiB |',
  );
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
  prepared(pictures, 5);
  console.log(row('prepared packets, no sockets', prepared(pictures, preparedSeconds)));
  console.log(row('64 UDP sockets', await throughSockets(pictures)));
  console.log('');
}

/** Feeds the packets of `seconds` to all cameras, as fast as it goes. */
function prepared(pictures, seconds) {
  const ingests = Array.from({ length: cameras }, (_, at) => new Ingest(`camera-${at}`));
  const started = process.cpuUsage();
  let pushed = 0;
  for (let picture = 0; picture < seconds * fps; picture += 1) {
    const packets = pictures[picture % pictures.length];
    renumber(packets, pushed / cameras, picture);
    for (const ingest of ingests) {
      for (const bytes of packets) ingest.receiver.push(bytes, (picture * 1000) / fps);
    }
    pushed += packets.length * cameras;
  }
  return report(ingests, process.cpuUsage(started), pushed, pushed);
}

/** Takes what the sender sends for a while; the sender counts what it sent. */
async function throughSockets(pictures) {
  const ingests = Array.from({ length: cameras }, (_, at) => new Ingest(`camera-${at}`));
  const sockets = await Promise.all(ingests.map((ingest) => ingest.listen()));
  const ticker = setInterval(() => {
    const nowMs = performance.now();
    for (const { receiver } of ingests) receiver.tick(nowMs);
  }, 20);
  const sender = fork(join(import.meta.dirname, 'lib', 'ingest-sender.mjs'), {
    serialization: 'advanced',
  });
  const ports = sockets.map((socket) => socket.address().port);
  sender.send({ pictures, ports, fps });
  await new Promise((done) => setTimeout(done, 3_000));
  const before = await counts(sender, ingests);
  const started = process.cpuUsage();
  await new Promise((done) => setTimeout(done, socketSeconds * 1_000));
  const used = process.cpuUsage(started);
  const after = await counts(sender, ingests);
  sender.kill();
  clearInterval(ticker);
  for (const socket of sockets) socket.close();
  return report(ingests, used, after.received - before.received, after.sent - before.sent);
}

async function counts(sender, ingests) {
  sender.send('count');
  const sent = await new Promise((done) => sender.once('message', done));
  return { sent, received: ingests.reduce((sum, ingest) => sum + ingest.received, 0) };
}

class Ingest {
  received = 0;

  constructor(id) {
    this.writer = new PacketRingWriter(createSharedRing(id));
    this.receiver = new VideoReceiver({ sink: new UnitStreamer(this.writer) });
  }

  async listen() {
    const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 20 });
    socket.on('message', (bytes) => {
      this.received += 1;
      this.receiver.push(bytes, performance.now());
    });
    socket.bind(0, '127.0.0.1');
    await new Promise((done) => socket.once('listening', done));
    return socket;
  }
}

function report(ingests, { user, system }, packets, sent) {
  const usedBytes = ingests.reduce((sum, { writer }) => sum + writer.statistics.usedBytes, 0);
  const lost = ingests.reduce((sum, { receiver }) => sum + receiver.statistics.lost, 0);
  const units = ingests.reduce((sum, { writer }) => sum + writer.statistics.units, 0);
  if (units === 0) throw new Error(`bench ingest: ${packets} packets made no picture`);
  return { user, system, packets, sent, lost, usedBytes };
}

function row(what, { user, system, packets, lost, usedBytes }) {
  const each = (microseconds) => (microseconds / packets).toFixed(2);
  const share = ((user + system) / packets) * cameras * packetsPerSecond * 1e-4;
  return `| ${what} | ${packets} | ${lost} | ${each(user + system)} | ${each(user)} | ${each(system)} | ${share.toFixed(1)} | ${(usedBytes / cameras / 2 ** 20).toFixed(1)} |`;
}

/** Sequence numbers and timestamps of a film that is shown again and again. */
function renumber(packets, firstNumber, picture) {
  packets.forEach((bytes, at) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    view.setUint16(2, (firstNumber + at) & 0xffff);
    view.setUint32(4, (picture * 90_000) / fps);
  });
}

/** The RTP packets of ten seconds, one list per picture. */
function filmPictures() {
  const payloader = new H264Payloader();
  let sequenceNumber = 0;
  return filmUnits().map((nalUnits, picture) => {
    const payloads = payloader.payloads(nalUnits, rtpPayloadBytes);
    return payloads.map((payload, at) =>
      serializeRtpPacket({
        payloadType: 98,
        marker: at === payloads.length - 1,
        sequenceNumber: sequenceNumber++ & 0xffff,
        timestamp: (picture * 90_000) / fps,
        ssrc: 0x11223344,
        payload,
      }),
    );
  });
}

function filmUnits() {
  const units = [];
  for (const nalUnit of splitAnnexB(readFileSync(film()))) {
    const type = nalUnitType(nalUnit);
    const isSlice = type === h264NalUnitTypes.slice || type === h264NalUnitTypes.idrSlice;
    const begins = isSlice ? isFirstSlice(nalUnit) : true;
    if (begins && (units.length === 0 || units.at(-1).hasPicture)) {
      units.push({ nalUnits: [], hasPicture: false });
    }
    units.at(-1).nalUnits.push(nalUnit);
    units.at(-1).hasPicture ||= isSlice;
  }
  return units.map(({ nalUnits }) => nalUnits);
}

/** A test picture that x264 codes at 4 Mbit/s. */
function film() {
  const folder = join(tmpdir(), 'casement-bench');
  const file = join(folder, 'ingest-4mbit.h264');
  mkdirSync(folder, { recursive: true });
  if (!existsSync(file)) {
    const making = join(folder, `ingest-${process.pid}.h264`);
    execFileSync('ffmpeg', [
      ...['-v', 'error', '-y', '-f', 'lavfi', '-i', `testsrc2=s=1920x1080:r=${fps}`],
      ...['-vf', 'noise=alls=12:allf=t', '-t', String(filmSeconds)],
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-profile:v', 'high', '-bf', '0'],
      ...['-b:v', '4M', '-maxrate', '4M', '-bufsize', '4M', '-threads', '1'],
      ...['-x264-params', 'keyint=30:min-keyint=30:scenecut=0:sliced-threads=0', making],
    ]);
    renameSync(making, file);
  }
  return file;
}

function bytesOf(pictures) {
  return pictures.flat().reduce((sum, { length }) => sum + length, 0);
}
