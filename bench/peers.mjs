// The same camera, viewers and measurement as `media`, with the servers that people use today beside Casement: pion (the
// library of go2rtc and MediaMTX) and Janus, both as Debian packages them.
//   ./casement bench peers [--viewers 50] [--links 100,1000] [--seconds 15] [--servers casement,pion,janus] [--pinned] [--rounds 1]
//
// The simulator sends its RTP straight to pion and Janus. Everything runs in a network namespace with an address of its
// own, because Janus does not use loopback; that needs root.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { mediaScenario } from './lib/film.mjs';
import { freePort, scratch, startHouse, until, wait } from './lib/house.mjs';
import { measureSpan, rowHead, rowText, sourceText } from './lib/measure.mjs';
import { pin } from './lib/placement.mjs';
import { sendReference } from './lib/reference.mjs';
import { startReceivers, startViewers } from './lib/viewers.mjs';

const settleMs = 5000;
const packages = {
  pion: ['golang-go', 'golang-github-pion-webrtc.v3-dev'],
  janus: ['janus'],
};
const goFolder = '/usr/share/gocode';
const h264PayloadType = 98;

export async function benchPeers(args = []) {
  if (!process.env.CASEMENT_BENCH_NAMESPACE) {
    await inNamespace(args);
    return;
  }
  const { values } = parseArgs({
    args,
    options: {
      viewers: { type: 'string', default: '50' },
      links: { type: 'string', default: '100,1000' },
      seconds: { type: 'string', default: '15' },
      servers: { type: 'string', default: 'casement,pion,janus' },
      rounds: { type: 'string', default: '1' },
      pinned: { type: 'boolean', default: false },
      json: { type: 'string' },
    },
  });
  const servers = values.servers.split(',').filter(isInstalled);
  const rows = [];
  console.log(`peers: the same camera and viewers for each${values.pinned ? ', pinned' : ''}`);
  for (const line of rowHead) console.log(line);
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const link of values.links.split(',')) {
      for (const server of servers) {
        for (const viewers of values.viewers.split(',')) {
          const row = await measureServer(server, {
            ...values,
            link: Number(link),
            viewers: Number(viewers),
          });
          rows.push({ server, link: Number(link), ...row });
          console.log(rowText(server, link, row));
        }
      }
    }
  }
  for (const row of rows.slice(0, 1)) console.log(`\n${sourceText(row)}\n`);
  if (values.json) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`);
}

/** Runs this benchmark again with a network of its own: loopback and one address. */
async function inNamespace(args) {
  if (process.getuid() !== 0) {
    console.log('peers: needs root, for a network namespace\n');
    return;
  }
  const setUp =
    'ip link set lo up && ip link add bench0 type veth peer name bench1 && ip address add 198.18.0.1/24 dev bench0 && ip link set bench0 up && ip link set bench1 up && exec "$@"';
  const child = spawn(
    'unshare',
    [
      ...['--net', 'sh', '-c', setUp, 'sh', process.execPath],
      ...[join(import.meta.dirname, 'run.mjs'), 'peers', ...args],
    ],
    { stdio: 'inherit', env: { ...process.env, CASEMENT_BENCH_NAMESPACE: '1' } },
  );
  await new Promise((done) => child.once('exit', done));
}

function isInstalled(server) {
  const missing = (packages[server] ?? []).filter(
    (name) => spawnSync('dpkg', ['-s', name], { stdio: 'ignore' }).status !== 0,
  );
  if (missing.length > 0) {
    console.log(
      `peers: ${server} is left out; to have it: apt-get install -y --no-install-recommends ${missing.join(' ')}`,
    );
  }
  return missing.length === 0;
}

async function measureServer(server, { link, viewers, seconds, pinned }) {
  // The gateway of the house idles beside pion and Janus; without viewers it takes no camera.
  const house = await startHouse({ scenario: await mediaScenario({ linkMbps: link }) });
  const stops = [() => house.stop()];
  try {
    const running = await starters[server](house, stops);
    const receivers = await running.join(viewers);
    stops.push(() => receivers.end());
    const references = (await receivers.references()).map(({ port }) => port);
    stops.push(await sendReference(house.simulator, 1, references));
    if (pinned) {
      pin(running.pid, 0);
      for (const pid of [house.simulatorPid, ...receivers.pids]) pin(pid, 1);
    }
    await wait(settleMs);
    return await measureSpan({ pid: running.pid, receivers, seconds: Number(seconds) });
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

const starters = {
  async casement(house) {
    return { pid: house.gatewayPid, join: (count) => startViewers({ house, count }) };
  },

  async pion(house, stops) {
    const [rtpPort, httpPort] = [await freePort(), await freePort()];
    const child = keep(
      buildPion(),
      ['-rtp', `127.0.0.1:${rtpPort}`, '-http', `127.0.0.1:${httpPort}`],
      stops,
    );
    const url = `http://127.0.0.1:${httpPort}/whep`;
    await until('pion', 10_000, () => reachable(url));
    stops.push(await sendReference(house.simulator, 1, [rtpPort]));
    return {
      pid: child.pid,
      join: (count) => startReceivers({ way: { kind: 'whep', url }, count }),
    };
  },

  async janus(house, stops) {
    const [rtpPort, httpPort] = [await freePort(), await freePort()];
    const child = keep('janus', ['-F', janusFolder(rtpPort, httpPort), '-o'], stops);
    const url = `http://127.0.0.1:${httpPort}/janus`;
    await until('Janus', 10_000, () => reachable(`${url}/info`));
    stops.push(await sendReference(house.simulator, 1, [rtpPort]));
    return {
      pid: child.pid,
      join: (count) => startReceivers({ way: { kind: 'janus', url, stream: 1 }, count }),
    };
  },
};

function keep(program, args, stops) {
  const child = spawn(program, args, { stdio: 'ignore' });
  const ended = new Promise((done) => child.once('exit', done));
  stops.push(async () => {
    child.kill('SIGTERM');
    const hard = setTimeout(() => child.kill('SIGKILL'), 3000);
    await ended;
    clearTimeout(hard);
  });
  return child;
}

function reachable(url) {
  return fetch(url).then(
    () => true,
    () => false,
  );
}

/**
 * Debian's Go and nothing from the internet. Debian has the packages as a GOPATH without "/v3" in its folders; Go
 * finds them all the same for code that has a go.mod beside it.
 */
function buildPion() {
  const own = join(scratch, 'gopath', 'src', 'bench.casement', 'pion');
  const program = join(scratch, 'pion');
  mkdirSync(own, { recursive: true });
  copyFileSync(join(import.meta.dirname, 'peers', 'pion.go'), join(own, 'main.go'));
  writeFileSync(join(own, 'go.mod'), 'module bench.casement/pion\n\ngo 1.19\n');
  execFileSync(existsSync('/usr/bin/go') ? '/usr/bin/go' : 'go', ['build', '-o', program, '.'], {
    cwd: own,
    env: {
      ...process.env,
      GOROOT: '',
      GO111MODULE: 'off',
      GOPATH: `${join(scratch, 'gopath')}:${goFolder}`,
      GOFLAGS: '',
      GOCACHE: join(scratch, 'go-cache'),
    },
    stdio: 'inherit',
  });
  return program;
}

/** A configuration of Janus with one RTP mount point and the HTTP interface. */
function janusFolder(rtpPort, httpPort) {
  const folder = join(scratch, 'janus');
  mkdirSync(folder, { recursive: true });
  const write = (name, text) => writeFileSync(join(folder, name), text);
  write(
    'janus.jcfg',
    `general: { debug_level = 2 }
media: { ipv6 = false }
nat: { ice_lite = true, ice_tcp = false, full_trickle = false }
plugins: { disable = "libjanus_audiobridge.so,libjanus_echotest.so,libjanus_recordplay.so,libjanus_sip.so,libjanus_nosip.so,libjanus_textroom.so,libjanus_videocall.so,libjanus_videoroom.so,libjanus_voicemail.so,libjanus_lua.so,libjanus_duktape.so" }
transports: { disable = "libjanus_rabbitmq.so,libjanus_pfunix.so,libjanus_websockets.so,libjanus_mqtt.so,libjanus_nanomsg.so" }
events: { broadcast = false }
`,
  );
  write(
    'janus.transport.http.jcfg',
    `general: { json = "compact", base_path = "/janus", http = true, port = ${httpPort}, ip = "127.0.0.1", https = false }
admin: { admin_http = false, admin_https = false }
`,
  );
  write(
    'janus.plugin.streaming.jcfg',
    `camera: { type = "rtp", id = 1, audio = false, video = true, videoport = ${rtpPort}, videopt = ${h264PayloadType}, videocodec = "h264", videofmtp = "profile-level-id=42e01f;packetization-mode=1" }
`,
  );
  return folder;
}
