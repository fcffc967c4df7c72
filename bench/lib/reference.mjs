// A stream taken from the simulator directly, without the gateway: when the recorder sent each picture.
import { createHash, randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';

/** Signs in to the simulator by itself and receives one camera over RTP. `pictures`: [RTP time stamp, wall-clock ms]. */
export async function openReference(simulator, camera) {
  const get = async (path, headers = {}) => fetch(new URL(path, simulator.httpUrl), { headers });
  const login = '/cgi-bin/dlogin.cgi?UID=-1';
  const challenge = (await get(login)).headers.get('www-authenticate');
  const answer = await get(login, { authorization: digest(challenge, simulator, login) });
  const uid = /hdrctl\.cgi\?UID=(\d+)/.exec(await answer.text())[1];
  const socket = createSocket({ type: 'udp4', recvBufferSize: 4 << 20 });
  await new Promise((done) => socket.bind(0, '127.0.0.1', done));
  const { port } = socket.address();
  const reference = { pictures: [] };
  socket.on('message', (packet) => {
    if ((packet[1] & 0x80) !== 0)
      reference.pictures.push([packet.readUInt32BE(4), performance.timeOrigin + performance.now()]);
  });
  await get(`/cgi-bin/hdrctl.cgi?UID=${uid}&SCREEN=16X&PC=AS60`);
  const started = await get(
    `/cgi-bin/push.cgi?UID=${uid}&CAM=${camera}&CMD=START&COMP=H264&PORT=${port}`,
  );
  if (!started.ok) throw new Error(`reference stream: ${started.status}`);
  return {
    get pictures() {
      return reference.pictures;
    },
    mark() {
      reference.pictures = [];
    },
    async close() {
      await get(`/cgi-bin/push.cgi?UID=${uid}&CAM=${camera}&CMD=STOP&COMP=H264&PORT=${port}`);
      await get(`/cgi-bin/logout.cgi?UID=${uid}`);
      socket.close();
    },
  };
}

function digest(challenge, { username, password }, uri) {
  const token = (name) => new RegExp(`${name}="?([^",]+)"?`).exec(challenge)?.[1];
  const md5 = (text) => createHash('md5').update(text).digest('hex');
  const [realm, nonce, qop] = ['realm', 'nonce', 'qop'].map(token);
  const cnonce = randomBytes(8).toString('hex');
  const a1 = md5(`${username}:${realm}:${password}`);
  const a2 = md5(`GET:${uri}`);
  const response = qop
    ? md5(`${a1}:${nonce}:00000001:${cnonce}:auth:${a2}`)
    : md5(`${a1}:${nonce}:${a2}`);
  const rest = qop ? `, qop=auth, nc=00000001, cnonce="${cnonce}"` : '';
  return `Digest username="${username}", realm="${realm}", nonce="${nonce}", uri="${uri}", response="${response}"${rest}`;
}
