// How a viewer gets its session description: WHEP (Casement, the pion server) or the HTTP interface of Janus.
import { randomUUID } from 'node:crypto';

/** Offers, is answered. Resolves to a function that ends the session. */
export async function joinByWhep(pc, { url, authorization }) {
  pc.addTransceiver('video', { direction: 'recvonly' });
  await pc.setLocalDescription(await pc.createOffer());
  const headers = { origin: new URL(url).origin, ...(authorization && { authorization }) };
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/sdp', ...headers },
    body: pc.localDescription.sdp,
  });
  if (answer.status !== 201) throw new Error(`WHEP: ${answer.status} ${await answer.text()}`);
  await pc.setRemoteDescription({ type: 'answer', sdp: await answer.text() });
  const location = answer.headers.get('location');
  return async () => {
    if (location) await fetch(new URL(location, url), { method: 'DELETE', headers });
  };
}

/** Janus offers: session, handle of the streaming plugin, watch, start with the answer. */
export async function joinByJanus(pc, { url, stream }) {
  const { id: session } = (await janus(url, { janus: 'create' })).data;
  const { id: handle } = (
    await janus(`${url}/${session}`, { janus: 'attach', plugin: 'janus.plugin.streaming' })
  ).data;
  const tell = (body, jsep) =>
    janus(`${url}/${session}/${handle}`, { janus: 'message', body, ...(jsep && { jsep }) });
  await tell({ request: 'watch', id: stream });
  await pc.setRemoteDescription((await eventWith(`${url}/${session}`, 'jsep')).jsep);
  await pc.setLocalDescription(await pc.createAnswer());
  const { type, sdp } = pc.localDescription;
  await tell({ request: 'start' }, { type, sdp });
  // A session that nobody asks ends after a minute.
  const keepAlive = setInterval(
    () => void janus(`${url}/${session}`, { janus: 'keepalive' }).catch(() => undefined),
    20_000,
  );
  return async () => {
    clearInterval(keepAlive);
    await janus(`${url}/${session}`, { janus: 'destroy' });
  };
}

async function janus(url, message) {
  const response = await fetch(url, {
    method: 'POST',
    body: JSON.stringify({ ...message, transaction: randomUUID() }),
  });
  const answer = await response.json();
  if (answer.janus === 'error') throw new Error(`Janus: ${answer.error.reason}`);
  return answer;
}

async function eventWith(url, key) {
  for (let attempt = 0; attempt < 20; attempt++) {
    const event = await (await fetch(`${url}?maxev=1`)).json();
    if (event[key]) return event;
    const reason = event.plugindata?.data?.error;
    if (reason) throw new Error(`Janus: ${reason}`);
  }
  throw new Error(`Janus sent no ${key}`);
}
