// What recorders of the gateway that is none tell of themselves, and downloads that run by themselves.
// `change` sets any download's state.
const dayMs = 86_400_000;
const iso = (ms, offset = 9) =>
  new Date(ms + offset * 3_600_000).toISOString().replace(/\.\d+Z$/, '+09:00');

const texts = {
  error: ['HDD1 SMART WARNING', 'VIDEO LOSS', 'NETWORK CAMERA RECOVER', 'ALT POWER FAILURE'],
  event: ['LOGIN admin', 'REC START', 'PLAYBACK', 'LOGOUT admin', 'TIME ADJUST'],
};

function disks(now) {
  const disk = (name, from, to, change = {}) => ({
    name,
    capacityGb: 4_000,
    remainingGb: 0,
    recording: false,
    from: iso(now - from * dayMs),
    to: iso(now - to * dayMs),
    ...change,
  });
  const none = { capacityGb: null, remainingGb: null, from: null, to: null };
  return [
    disk('MAIN-1', 15.2, 10.1),
    disk('MAIN-2', 10.1, 4.6),
    disk('MAIN-3', 4.6, 0, { recording: true, remainingGb: 1_210 }),
    disk('MAIN-4', 0, 0, { remainingGb: 4_000, from: null, to: null }),
    disk('MAIN-5', 0, 0, none),
    disk('ESATA-1', 0, 0, none),
  ];
}

function log(kind, now) {
  return Array.from({ length: 240 }, (_, index) => ({
    number: index + 1,
    time: iso(now - index * 37 * 60_000),
    summerTime: false,
    text: texts[kind][(index * 3) % texts[kind].length],
    camera: index % 3 === 1 ? 1 + (index % 16) : null,
  }));
}

function finding(words, change = {}) {
  return { judgement: 'attention', words, camera: null, disk: null, ...change };
}

function health(recorder, now) {
  const told = new Date(now - 70_000).toISOString();
  return {
    recorder,
    judgement: 'attention',
    words: 'Recording on 4 disks, 15 days back; camera 7 is not connected.',
    findings: [
      finding('Camera 7 is not connected: nothing of it is recorded.', { camera: 7 }),
      finding('Disk MAIN-1 reported SMART warnings on two days.', { disk: 'MAIN-1' }),
      finding('39 errors in the last day, most of them VIDEO LOSS.'),
      finding('Recording goes to disk MAIN-3.', { judgement: 'good', disk: 'MAIN-3' }),
    ],
    disks: {
      asOf: new Date(now - 240_000).toISOString(),
      capacityGb: 16_000,
      remainingGb: 5_210,
      from: iso(now - 15.2 * dayMs),
      to: iso(now),
      daysKept: 15.2,
      daysLeft: 6.4,
    },
    cameras: { asOf: told, connected: 15, failing: [7], registered: 16 },
    sessions: { used: 5, limit: 16 },
    clockOffsetMs: 120,
    errors: { asOf: told, count: 39, newest: log('error', now)[0] },
  };
}

const sha256 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

function download(id, change = {}) {
  const now = Date.now();
  return {
    id,
    recorder: 'hq',
    cameras: [1],
    from: new Date(now - 3 * 3_600_000).toISOString(),
    to: new Date(now - 3_600_000).toISOString(),
    format: 'mp4',
    source: 'recorder',
    state: 'queued',
    reason: null,
    progress: 0,
    bytes: 0,
    rate: null,
    secondsLeft: null,
    pieces: { done: 0, all: 2 },
    files: [],
    gaps: [],
    offer: null,
    createdBy: 'admin',
    createdAt: new Date(now).toISOString(),
    finishedAt: null,
    expiresAt: null,
    ...change,
  };
}

function samples() {
  const now = Date.now();
  const file = (camera, hour) => ({
    name: `00${camera}_2611210${hour}0000.mp4`,
    camera,
    size: 812_345_678,
    sha256,
    from: new Date(now - (12 - hour) * 3_600_000).toISOString(),
    to: new Date(now - (11 - hour) * 3_600_000).toISOString(),
  });
  return [
    download('d1', {
      state: 'running',
      cameras: [1, 4],
      progress: 0.37,
      bytes: 612_000_000,
      rate: 5_240_000,
      secondsLeft: 204,
      pieces: { done: 1, all: 4 },
    }),
    download('d2', {
      state: 'done',
      progress: 1,
      bytes: 1_624_691_356,
      files: [file(1, 3), file(1, 4)],
      gaps: [{ camera: 1, from: iso(now - 8 * 3_600_000), to: iso(now - 7.8 * 3_600_000) }],
      createdAt: new Date(now - 3_600_000).toISOString(),
      expiresAt: new Date(now + 7 * dayMs).toISOString(),
    }),
    download('d3', {
      state: 'failed',
      cameras: [9],
      reason: 'The recorder makes MP4 of H.264 and H.265 only; camera 9 was recorded as JPEG.',
      offer: 'gops',
      createdBy: 'anna',
      createdAt: new Date(now - 7_200_000).toISOString(),
    }),
    download('d4', {
      state: 'waiting',
      cameras: [2],
      progress: 0.12,
      bytes: 93_000_000,
      reason: 'The recorder serves two downloads already; it is asked again in 20 s.',
      createdAt: new Date(now - 60_000).toISOString(),
    }),
  ];
}

export function fakeInformation({ io }) {
  const state = { downloads: samples() };

  function change(id, next) {
    const found = state.downloads.find((one) => one.id === id);
    Object.assign(found, next);
    io.emit('download-progress', found);
    return found;
  }

  function information(response, url, json) {
    const [, recorder, part] =
      /recorders\/([^/]+)\/(health|disks|logs|logs\.csv)$/.exec(url.pathname) ?? [];
    if (part === undefined) return false;
    const now = Date.now();
    const ageMs = part === 'disks' ? 240_000 : 70_000;
    response.setHeader('X-As-Of', new Date(now - ageMs).toISOString());
    const query = url.searchParams;
    const entries = log(query.get('kind') ?? 'error', now).filter(
      ({ camera, text }) =>
        (!query.get('camera') || camera === Number(query.get('camera'))) &&
        text.toLowerCase().includes((query.get('search') ?? '').toLowerCase()),
    );
    const others = { health: () => health(recorder, now), disks: () => disks(now) };
    json(response, others[part]?.() ?? entries);
    return true;
  }

  /** True when the request was about this. */
  async function answer(request, response, url, { json, problem, body }) {
    if (information(response, url, json)) return true;
    const [, id, action] = /\/downloads(?:\/([^/]+))?(?:\/(\w+))?$/.exec(url.pathname) ?? [null];
    if (!/\/downloads(\/|$)/.test(url.pathname)) return false;
    if (id === undefined && request.method === 'POST') {
      const { camera, cameras = [camera], ...wanted } = await body(request);
      const made = download(`d${state.downloads.length + 1}`, { ...wanted, cameras });
      state.downloads.push(made);
      json(response, made, 202);
    } else if (id === undefined) {
      json(response, state.downloads);
    } else if (!state.downloads.some((one) => one.id === id)) {
      problem(response, 404, 'not-found', `There is no download "${id}".`);
    } else if (request.method === 'DELETE') {
      state.downloads = state.downloads.filter((one) => one.id !== id);
      io.emit('download-removed', { id });
      json(response, undefined, 204);
    } else {
      const begun = { state: 'queued', reason: null, offer: null };
      json(response, change(id, action === 'cancel' ? { state: 'cancelled' } : begun));
    }
    return true;
  }

  return { state, change, answer };
}
