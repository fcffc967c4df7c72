import { streamStartSchema } from '@casement/contract';
import { streamMessages, type StreamMessage } from './stream-messages.js';
import { until } from './until.js';

/** How long a stream is taken once its sound has begun, in milliseconds. */
const recordedMs = 6_500;

/** The messages of a stream's WebSocket since it had sound, its last `start` first. */
export async function recordStream(url: string, token: string): Promise<StreamMessage[]> {
  const sinceSound = (messages: readonly StreamMessage[]) => {
    const last = messages.findLastIndex((message) => hasSound(message));
    return last < 0 ? [] : messages.slice(last);
  };
  let [begun, beganMs]: [StreamMessage | undefined, number] = [undefined, 0];
  const messages = await streamMessages(url, { token }, (all) => {
    const [start] = sinceSound(all.slice(-1));
    if (start !== undefined) {
      [begun, beganMs] = [start, Date.now()];
    }
    return begun !== undefined && Date.now() - beganMs > recordedMs;
  });
  return sinceSound(messages);
}

/** As many seconds of the newest segments of an HLS stream, behind their initialisation segment. */
export async function recordHls(playlist: URL, token: string): Promise<Buffer> {
  const headers = { authorization: `Bearer ${token}` };
  const get = async (url: URL): Promise<Buffer> => {
    const answer = await fetch(url, { headers });
    if (!answer.ok) {
      throw new Error(`${url.pathname} was answered with ${answer.status}`);
    }
    return Buffer.from(await answer.arrayBuffer());
  };
  let init = '';
  const segments = new Map<string, { readonly seconds: number; readonly bytes: Buffer }>();
  await until(
    `segments of ${playlist.pathname}`,
    40_000,
    async () => {
      for (const { map, name, seconds } of listed((await get(playlist)).toString())) {
        if (map !== init) {
          // Other tracks.
          init = map;
          segments.clear();
        }
        if (!segments.has(name)) {
          segments.set(name, { seconds, bytes: await get(new URL(name, playlist)) });
        }
      }
      const taken = [...segments.values()].reduce((sum, { seconds }) => sum + seconds, 0);
      return taken * 1000 > recordedMs;
    },
    () => [...segments.keys()],
  );
  const bytes = [...segments.values()].map((segment) => segment.bytes);
  return Buffer.concat([await get(new URL(init, playlist)), ...bytes]);
}

function hasSound(message: StreamMessage): boolean {
  const start =
    typeof message === 'string' ? streamStartSchema.safeParse(JSON.parse(message)).data : undefined;
  return start !== undefined && start.audio !== null;
}

/** The whole segments of a playlist, each with the initialisation segment in front of it. */
function listed(playlist: string): { map: string; name: string; seconds: number }[] {
  let map = '';
  let seconds = 0;
  return playlist.split('\n').flatMap((line) => {
    map = /^#EXT-X-MAP:URI="([^"]*)"/.exec(line)?.[1] ?? map;
    seconds = Number(/^#EXTINF:([\d.]+)/.exec(line)?.[1] ?? seconds);
    return line === '' || line.startsWith('#') ? [] : [{ map, name: line, seconds }];
  });
}
