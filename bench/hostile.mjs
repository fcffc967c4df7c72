// What those who watch feel while somebody attacks: ten viewers of one camera, and one attack after the other.
//   ./casement bench hostile [--viewers 10] [--seconds 8]
//
// UDP attacks send 5,000 datagrams a second to the viewers' port, HTTP attacks as much as the gateway answers.
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { parseArgs } from 'node:util';
import { mediaScenario } from './lib/film.mjs';
import { freePort, percentile, startHouse, wait } from './lib/house.mjs';
import { scheduledSeconds } from './lib/process-figures.mjs';
import { sendReference } from './lib/reference.mjs';
import { bindingRequest } from './lib/stun-check.mjs';
import { startViewers } from './lib/viewers.mjs';

const settleMs = 3000;
const tickMs = 10;
const datagramsPerTick = 50;
const maxOpenConnections = 400;
/** As the gateway answers a well-formed offer whose sender never does ICE. */
const emptyOffer = [
  'v=0',
  'o=- 1 2 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  `a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => 'AA').join(':')}`,
  'a=setup:actpass',
  'a=ice-ufrag:abcd',
  'a=ice-pwd:abcdefghijklmnopqrstuv',
  'm=video 9 UDP/TLS/RTP/SAVPF 96',
  'c=IN IP4 0.0.0.0',
  'a=mid:0',
  'a=recvonly',
  'a=rtcp-mux',
  'a=rtpmap:96 H264/90000',
  'a=fmtp:96 packetization-mode=1;profile-level-id=42e01f',
  '',
].join('\r\n');

export async function benchHostile(args = []) {
  const { values } = parseArgs({
    args,
    options: {
      viewers: { type: 'string', default: '10' },
      seconds: { type: 'string', default: '8' },
    },
  });
  const port = await freePort();
  const house = await startHouse({
    scenario: await mediaScenario({ linkMbps: 100 }),
    environment: {
      CASEMENT_WEBRTC_WORKERS: '1',
      CASEMENT_WEBRTC_UDP_PORTS: `${port}-${port}`,
    },
  });
  try {
    const viewers = await startViewers({ house, count: Number(values.viewers) });
    const references = await viewers.references();
    const stopReference = await sendReference(
      house.simulator,
      1,
      references.map(({ port }) => port),
    );
    await wait(settleMs);
    console.log(
      '| attack | attempts | watchers: added delay of pictures p50 / p95 / p99 / max ms | lost | invalid | gateway, % of a core |',
    );
    console.log('| --- | --- | --- | --- | --- | --- |');
    for (const [name, attack] of attacks(house, port)) {
      console.log(await underAttack({ house, viewers, name, attack, seconds: values.seconds }));
    }
    stopReference();
    await viewers.end();
  } finally {
    await house.stop();
  }
}

async function underAttack({ house, viewers, name, attack, seconds }) {
  await viewers.mark();
  const before = scheduledSeconds(house.gatewayPid);
  const began = performance.now();
  const attempts = await attack(began + Number(seconds) * 1000);
  const span = (performance.now() - began) / 1000;
  const { pictureDelays, lost, invalid } = await viewers.report();
  const cpu = ((scheduledSeconds(house.gatewayPid) - before) / span) * 100;
  const delays = [0.5, 0.95, 0.99, 1].map((share) => percentile(pictureDelays, share).toFixed(1));
  return `| ${name} | ${attempts} | ${delays.join(' / ')} | ${lost} | ${invalid} | ${cpu.toFixed(0)} |`;
}

/** Name and function: attacks until the given moment, resolves to the number of attempts. */
function attacks(house, port) {
  const udp = (make) => (end) => flood(port, make, end);
  return [
    ['none', (end) => wait(end - performance.now()).then(() => 0)],
    ['random datagrams', udp(() => randomBytes(1200))],
    ['STUN for nobody', udp(strangersRequest)],
    ['RTCP of a stranger', udp(() => headed(1100, [0x80, 0xc8]))],
    ['DTLS of a stranger', udp(() => headed(300, [22, 0xfe, 0xfd]))],
    ['TCP connections with rubbish', (end) => tcpFlood(port, end)],
    ['WHEP without signing in', (end) => whepFlood(house, end, 20, emptyOffer, {})],
    ['WHEP that never goes on', (end) => whepFlood(house, end, 20, emptyOffer, signedIn(house))],
    [
      'WHEP with offers of 1 MB',
      (end) => whepFlood(house, end, 5, `v=0\r\n${'a=x\r\n'.repeat(220_000)}`, signedIn(house)),
    ],
    ['none again', (end) => wait(end - performance.now()).then(() => 0)],
  ];
}

async function flood(port, make, end) {
  const socket = createSocket('udp4');
  let sent = 0;
  while (performance.now() < end) {
    for (let index = 0; index < datagramsPerTick; index++) {
      socket.send(make(), port, '127.0.0.1');
      sent += 1;
    }
    await wait(tickMs);
  }
  socket.close();
  return sent;
}

async function tcpFlood(port, end) {
  const open = [];
  let opened = 0;
  while (performance.now() < end) {
    for (let index = 0; index < 10; index++) {
      const socket = connect(port, '127.0.0.1');
      // What is refused or reset is what the attack is about.
      socket.on('error', () => undefined);
      socket.write(randomBytes(4000));
      open.push(socket);
      opened += 1;
      if (open.length > maxOpenConnections) open.shift().destroy();
    }
    await wait(2 * tickMs);
  }
  open.forEach((socket) => socket.destroy());
  return opened;
}

async function whepFlood(house, end, atOnce, body, headers) {
  const url = new URL('api/v1/recorders/demo/cameras/1/live/whep', house.url);
  const post = async () => {
    const answer = await fetch(url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/sdp', ...headers },
    });
    await answer.text();
  };
  let posted = 0;
  while (performance.now() < end) {
    // A gateway that hangs up on an offer that is too large is right.
    await Promise.allSettled(Array.from({ length: atOnce }, post));
    posted += atOnce;
  }
  return posted;
}

const signedIn = ({ cookie, url }) => ({ cookie, origin: new URL(url).origin });

function headed(length, head) {
  const bytes = randomBytes(length);
  bytes.set(head);
  return bytes;
}

/** A whole binding request, but for a user name fragment that nobody has. */
function strangersRequest() {
  const username = `${randomBytes(4).toString('hex')}:abcd`;
  return bindingRequest({ username, password: 'nobody' }).bytes;
}
