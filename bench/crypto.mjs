// What the parts of the send path cost: CPU per packet of each SRTP back end and of each UDP sender.
//
// CPU: user + system of this process, divided by packets. Payloads are 1,200 bytes, as nearly all of a camera's are. The
// senders send to a socket in a worker thread that nobody reads: what it cannot hold is dropped by the kernel, so that the
// kernel's part is that of a sender without a receiver.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { Worker, isMainThread, parentPort } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';

const library = new URL('../libs/media/dist/webrtc/', import.meta.url);
const runLengths = [1, 2, 13, 44];
const viewerCounts = [1, 4, 50];
const payloadBytes = 1_200;
const packetBytes = 1_222;
/** Each figure is the median of so many spans; the spread is given beside it. */
const spans = 5;
const packetsPerSpan = { ffi: 60_000, wasm: 60_000, node: 6_000 };
const sentPerSpan = 20_000;
const packetsAtOnce = 500;

export async function benchCrypto() {
  const { openProtector } = await import(new URL('srtp/choose-protector.js', library).href);
  heading('SRTP, us CPU per packet (median, lowest to highest of 5 spans)', [
    'back end',
    'viewers',
  ]);
  for (const name of ['ffi', 'wasm', 'node']) {
    const protector = await openProtector(name);
    if (typeof protector === 'string') {
      console.log(`| ${name} | not here: ${protector} | | | | |`);
      continue;
    }
    for (const viewers of viewerCounts) {
      const cells = [];
      for (const packets of runLengths)
        cells.push(await protectorCost(protector, viewers, packets));
      console.log(`| ${name} | ${viewers} | ${cells.join(' | ')} |`);
    }
  }
  console.log('');
  await benchSenders();
}

async function benchSenders() {
  const { chooseRunSender } = await import(new URL('udp/choose-run-sender.js', library).href);
  heading('UDP over loopback, us CPU per packet', ['sender']);
  const sink = await startSink();
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  for (const name of ['offload', 'single']) {
    const { sender, notes } = await chooseRunSender(name);
    if (sender.name !== name) {
      console.log(`| ${name} | not here: ${notes.join('; ')} | | | |`);
      continue;
    }
    const to = sender.open(socket, 4, '127.0.0.1', sink.port);
    const cells = [];
    for (const packets of runLengths) cells.push(await senderCost(sender, to, packets));
    console.log(`| ${name} | ${cells.join(' | ')} |`);
  }
  console.log('');
  socket.close();
  await sink.worker.terminate();
}

function heading(title, names) {
  console.log(`${title}, by packets per run`);
  console.log(`| ${[...names, ...runLengths].join(' | ')} |`);
  console.log(`|${' --- |'.repeat(names.length + runLengths.length)}`);
}

/** All viewers get the same run in one go, as those of one camera do. */
async function protectorCost(protector, viewers, packets) {
  const { stage } = protector;
  stage.lengths.fill(payloadBytes);
  const contexts = Array.from({ length: viewers }, (_, viewer) =>
    protector.open({
      key: new Uint8Array(16).fill(viewer),
      salt: new Uint8Array(14).fill(viewer),
    }),
  );
  const timestamps = new Uint32Array(44);
  const jobs = contexts.map((context, viewer) => ({
    context,
    ssrc: viewer,
    payloadType: 96,
    firstIndex: 0,
    timestamps,
    fromSlot: 0,
    packets,
  }));
  const calls = [];
  for (let at = 0; at < viewers; at += protector.maxJobs) {
    calls.push(jobs.slice(at, at + protector.maxJobs));
  }
  const turn = () => {
    for (const call of calls) {
      for (const job of call) job.firstIndex += packets;
      protector.protect(call, call.length);
    }
  };
  const turns = Math.ceil(packetsPerSpan[protector.name] / (viewers * packets));
  const figures = [];
  for (let span = 0; span <= spans; span += 1) {
    const cost = await cpuOf(turn, turns, viewers * packets);
    // The first span warms up.
    if (span > 0) figures.push(cost / (turns * viewers * packets));
  }
  contexts.forEach((context) => protector.close(context));
  return cell(figures);
}

async function senderCost(sender, to, packets) {
  const run = new Uint8Array(packets * packetBytes);
  const turns = Math.ceil(sentPerSpan / packets);
  const figures = [];
  for (let span = 0; span <= spans; span += 1) {
    let refused = 0;
    const turn = () => {
      if (sender.send(run, packetBytes, to) !== 'sent') refused += 1;
    };
    const cost = await cpuOf(turn, turns, packets);
    if (refused > 0) return `${refused} of ${turns} runs refused`;
    // The first span warms up.
    if (span > 0) figures.push(cost / (turns * packets));
  }
  return cell(figures);
}

/**
 * Microseconds of user and system time of so many turns. In between node gets to its event loop, as it does between the
 * packets of a camera: what was allocated outside V8's heap is given back there.
 */
async function cpuOf(turn, turns, packetsPerTurn) {
  const turnsAtOnce = Math.ceil(packetsAtOnce / packetsPerTurn);
  const before = process.cpuUsage();
  for (let done = 0; done < turns; done += 1) {
    turn();
    if (done % turnsAtOnce === 0) await new Promise((resume) => setImmediate(resume));
  }
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

function cell(figures) {
  figures.sort((a, b) => a - b);
  const [low, middle, high] = [0, figures.length >> 1, figures.length - 1].map((at) =>
    figures[at].toFixed(2),
  );
  return `${middle} (${low}-${high})`;
}

/** A bound socket in a thread that sleeps, so that its packets pile up in the kernel and cost nobody's time. */
async function startSink() {
  const worker = new Worker(fileURLToPath(import.meta.url));
  const [port] = await once(worker, 'message');
  return { worker, port };
}

function runSink() {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1', () => {
    parentPort.postMessage(socket.address().port);
    setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
  });
}

if (!isMainThread) {
  runSink();
} else if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await benchCrypto();
}
