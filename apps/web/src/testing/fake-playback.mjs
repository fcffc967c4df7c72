// Playback without recorders, for fake-gateway.mjs: a clock per group, spans and events that follow from the camera's
// number, previews that come at the second question. No pictures: the page shows what it says without them.
const hour = 3_600_000;
const stateOf = (one) => ({
  id: one.id,
  recorder: one.recorder,
  state: one.clock.running ? 'playing' : 'paused',
  direction: one.clock.direction,
  speed: one.clock.speed,
  reason: null,
  position: new Date(positionOf(one.clock)).toISOString(),
  clock: one.clock.id,
  cameras: one.cameras.map((number) => cameraOf(number, one.clock)),
});
const positionOf = ({ running, atMs, sinceMs, direction, speed }) =>
  Math.round((atMs + (running ? (Date.now() - sinceMs) * direction * speed : 0)) / 10) * 10;

/** Camera 3 has a gap of 30 minutes in every hour that is divisible by 4. */
function gapAt(number, atMs) {
  const start = Math.floor(atMs / (4 * hour)) * 4 * hour + 10 * 60_000;
  return number % 3 === 0 && atMs >= start && atMs < start + hour / 2
    ? { from: new Date(start).toISOString(), to: new Date(start + hour / 2).toISOString() }
    : null;
}

function cameraOf(number, clock) {
  const atMs = positionOf(clock);
  const gap = gapAt(number, atMs);
  return {
    number,
    position: gap ? null : new Date(atMs).toISOString(),
    state: gap ? 'gap' : clock.running ? 'playing' : 'paused',
    reason: gap ? `no recording ${gap.from.slice(11, 16)}-${gap.to.slice(11, 16)}` : null,
    gap,
    video: 'h264',
    audio: number === 1 ? 'aac' : null,
  };
}

/** What is recorded: spans and events of the range. */
function recordingsOf(recorder, camera, fromMs, toMs, state) {
  const nowMs = Date.now();
  const oldestMs = nowMs - 12 * 24 * hour;
  const spans = [];
  const push = (a, b, kind) => {
    const [from, to] = [Math.max(a, fromMs), Math.min(b, toMs, nowMs)];
    if (from < to)
      spans.push({ from: new Date(from).toISOString(), to: new Date(to).toISOString(), kind });
  };
  const cycle = 4 * hour;
  for (let at = Math.floor(Math.max(fromMs, oldestMs) / cycle) * cycle; at < toMs; at += cycle) {
    const gap = at + 10 * 60_000;
    push(Math.max(at, oldestMs), gap, 'recorded');
    if (camera % 3 === 0) push(gap, gap + hour / 2, 'gap');
    else push(gap, gap + hour / 2, 'recorded');
    push(gap + hour / 2, at + 2.5 * hour, 'recorded');
    push(at + 2.5 * hour, at + cycle - (camera % 2 === 0 ? hour / 2 : 0), 'likely');
  }
  const marks = [];
  for (let at = Math.ceil(fromMs / hour) * hour; at < Math.min(toMs, nowMs); at += hour) {
    const kinds = ['alarm', 'information', 'fault', 'recovery'];
    const kind = kinds[(at / hour) % 4];
    marks.push({
      at: new Date(at + 13 * 60_000).toISOString(),
      kind,
      text: {
        alarm: 'VMD alarm',
        information: 'Login',
        fault: 'Camera connection error',
        recovery: 'Camera connection recovered',
      }[kind],
      camera: kind === 'information' ? null : camera,
    });
  }
  return {
    recorder,
    camera,
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    timeZone: state.timeZone ?? 'Europe/Berlin',
    oldest: new Date(oldestMs).toISOString(),
    newest: new Date(nowMs).toISOString(),
    spans,
    marks: marks.slice(0, 500),
    asOf: new Date().toISOString(),
    reason: null,
  };
}

const picture = Buffer.from(
  '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8QEBD/yQALCAABAAEBAREA/8wABgAQEAX/2gAIAQEAAD8A0s8g/9k=',
  'base64',
);

/** @returns {(request, response, path, helpers) => boolean} true: it answered */
export function fakePlayback({ state, tell }) {
  const all = new Map();
  let last = 0;
  const asked = new Set();
  const news = (clock) => {
    for (const one of all.values()) if (one.clock === clock) tell(stateOf(one));
  };
  const timer = setInterval(() => {
    for (const one of all.values()) if (one.clock.running) tell(stateOf(one));
  }, 1_000);
  timer.unref();
  const set = (clock, change) => {
    Object.assign(clock, { atMs: positionOf(clock), sinceMs: Date.now() }, change);
    news(clock);
  };
  const commands = {
    play: (clock, { speed = 1 }) => set(clock, { running: true, direction: 1, speed }),
    reverse: (clock, { speed = 1 }) => set(clock, { running: true, direction: -1, speed }),
    pause: (clock) => set(clock, { running: false }),
    forward: (clock) =>
      set(clock, { running: true, direction: 1, speed: Math.min(16, clock.speed * 2) }),
    rewind: (clock) =>
      set(clock, { running: true, direction: -1, speed: Math.min(16, clock.speed * 2) }),
    next: (clock) => (set(clock, { running: false }), set(clock, { atMs: clock.atMs + 40 })),
    previous: (clock) => (set(clock, { running: false }), set(clock, { atMs: clock.atMs - 40 })),
    seek: (clock, { at }) => set(clock, { atMs: Date.parse(at) }),
  };
  state.playbacks = all;
  return async (request, response, url, { json, problem, body }) => {
    const path = url.pathname.replace(/^.*api\/v1\//, '');
    const recordings = /^recorders\/([^/]+)\/cameras\/(\d+)\/recordings$/.exec(path);
    if (recordings) {
      const [from, to] = ['from', 'to'].map((name) => Date.parse(url.searchParams.get(name)));
      json(response, recordingsOf(recordings[1], Number(recordings[2]), from, to, state));
      return true;
    }
    const [, id, rest = ''] = /^playbacks(?:\/([^/]+)(?:\/(.*))?)?$/.exec(path) ?? [];
    if (!path.startsWith('playbacks')) return false;
    if (!id) {
      const wanted = await body(request);
      const refused = state.refusePlayback?.[wanted.recorder];
      if (refused) return (problem(response, 503, 'recorder-refused', refused), true);
      last += 1;
      const clock = all.get(wanted.with)?.clock ?? {
        id: `c${last}`,
        running: false,
        direction: 1,
        speed: 1,
        atMs: Date.parse(wanted.at),
        sinceMs: Date.now(),
      };
      const made = { id: `p${last}`, recorder: wanted.recorder, cameras: wanted.cameras, clock };
      all.set(made.id, made);
      json(response, stateOf(made), 201);
      return true;
    }
    const one = all.get(id);
    if (!one) return (problem(response, 404, 'not-found', 'There is no such playback.'), true);
    if (request.method === 'DELETE') {
      all.delete(id);
      json(response, undefined, 204);
    } else if (rest === 'commands') {
      const command = await body(request);
      commands[command.command]?.(one.clock, command);
      json(response, stateOf(one));
    } else if (rest.endsWith('preview.jpg')) {
      const at = url.searchParams.get('at');
      if (!asked.has(at)) {
        asked.add(at);
        response.writeHead(202, { 'Retry-After': '1' }).end();
      } else response.writeHead(200, { 'Content-Type': 'image/jpeg' }).end(picture);
    } else if (rest === '') json(response, stateOf(one));
    else problem(response, 406, 'not-acceptable', 'The fake gateway has no pictures.');
    return true;
  };
}
