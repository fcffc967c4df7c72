// A stream taken from the simulator directly, without the gateway: when the recorder sent each packet.
import { createHash, randomBytes } from 'node:crypto';

/** Signs in to the simulator by itself and lets it send a camera to `ports` over RTP too. Resolves to the end of that. */
export async function sendReference(simulator, camera, ports) {
  const get = async (path, headers = {}) => fetch(new URL(path, simulator.httpUrl), { headers });
  const login = '/cgi-bin/dlogin.cgi?UID=-1';
  const challenge = (await get(login)).headers.get('www-authenticate');
  const answer = await get(login, { authorization: digest(challenge, simulator, login) });
  const uid = /hdrctl\.cgi\?UID=(\d+)/.exec(await answer.text())[1];
  await get(`/cgi-bin/hdrctl.cgi?UID=${uid}&SCREEN=16X&PC=AS60`);
  const push = (command, port) =>
    get(`/cgi-bin/push.cgi?UID=${uid}&CAM=${camera}&CMD=${command}&COMP=H264&PORT=${port}`);
  for (const port of ports) {
    const started = await push('START', port);
    if (!started.ok) throw new Error(`reference stream: ${started.status}`);
  }
  // The simulator, like a recorder, forgets a UID that is not used for 90 s.
  const keep = setInterval(
    () => void get(`/cgi-bin/status.cgi?UID=${uid}`).catch(() => undefined),
    20_000,
  );
  return async () => {
    clearInterval(keep);
    for (const port of ports) await push('STOP', port);
    await get(`/cgi-bin/logout.cgi?UID=${uid}`);
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
