// Alarms of the gateway that is none: numbers them, tells them over socket.io, sends missed ones again, lists and
// acknowledges them. `ring` makes one.
const catalogue = [
  ['alarm', 'critical', 'terminal', 'Terminal alarm 1: emergency button', 'ALARM TRM'],
  ['alarm', 'warning', 'motion', 'Motion', 'VMD'],
  ['fault', 'critical', 'notification', 'Video of the camera is lost', 'VIDEO LOSS'],
  ['recovery', 'info', 'notification', 'Video of the camera is back', 'VIDEO RECOVERED'],
  ['fault', 'warning', 'notification', 'Disk 2 reports errors', 'HDD SMART WARNING'],
  ['information', 'info', 'notification', 'Recording began', 'REC START'],
  ['alarm', 'critical', 'sabotage', 'Somebody tampers with the camera', 'TAMPER'],
];

const search = (alarm, words) =>
  `${alarm.title} ${alarm.text} ${alarm.source.mac}`.toLowerCase().includes(words.toLowerCase());

export function fakeAlarms({ io }) {
  const state = { alarms: [], senders: [], destinations: [] };

  function ring(change = {}) {
    const id = state.alarms.length + 1;
    const [kind, severity, name, title, text] = catalogue[(id * 5) % catalogue.length];
    const camera = 1 + ((id * 7) % 16);
    const atMs = Date.now();
    const alarm = {
      id,
      receivedAt: new Date(atMs).toISOString(),
      occurredAt: new Date(atMs - 400).toISOString(),
      recorder: 'hq',
      camera,
      kind,
      severity,
      class: name,
      terminal: name === 'terminal' ? 1 : null,
      category: 2,
      messageId: 16 + (id % 8),
      text,
      title,
      cameras: [],
      source: { address: '192.0.2.12', mac: '00:80:45:0D:12:34' },
      chain: [
        { mac: '00:80:45:0D:77:01', camera: null, time: new Date(atMs - 400).toISOString() },
        { mac: '00:80:45:0D:12:34', camera, time: new Date(atMs - 300).toISOString() },
      ],
      logNumber: id % 65536,
      acknowledged: null,
      open: kind === 'alarm' || kind === 'fault',
      closedBy: null,
      repeats: 0,
      lostBefore: 0,
      defects: [],
      ...change,
    };
    state.alarms.push(alarm);
    io.emit('alarm', alarm);
    return alarm;
  }

  function acknowledge(ids, by) {
    const done = state.alarms.filter(({ id }) => ids.includes(id));
    for (const alarm of done) {
      alarm.acknowledged ??= { by, at: new Date().toISOString() };
      alarm.open = false;
      io.emit('alarm-changed', alarm);
    }
    return done;
  }

  function list(query) {
    const get = (name) => query.get(name);
    const limit = Number(get('limit') ?? 100);
    const found = state.alarms.filter(
      (alarm) =>
        (!get('recorder') || alarm.recorder === get('recorder')) &&
        (!get('camera') || alarm.camera === Number(get('camera'))) &&
        (!get('kind') || alarm.kind === get('kind')) &&
        (!get('severity') || alarm.severity === get('severity')) &&
        (!get('open') || String(alarm.open) === get('open')) &&
        (!get('from') || alarm.receivedAt >= get('from')) &&
        (!get('to') || alarm.receivedAt <= get('to')) &&
        (!get('search') || search(alarm, get('search'))) &&
        (!get('after') || alarm.id > Number(get('after'))) &&
        (!get('before') || alarm.id < Number(get('before'))),
    );
    return get('before') ? found.slice(-limit) : found.slice(0, limit);
  }

  function summary() {
    const open = { critical: 0, warning: 0, info: 0 };
    for (const alarm of state.alarms) if (alarm.open) open[alarm.severity] += 1;
    return { latest: state.alarms.length, open };
  }

  io.on('connection', (socket) => {
    socket.on('alarms:resume', ({ after }, answer) => {
      for (const alarm of state.alarms) if (alarm.id > after) socket.emit('alarm', alarm);
      answer({ latest: state.alarms.length });
    });
  });

  /** Answers what is below `alarms`. @returns whether it did */
  async function answer(request, response, url, { json, problem, body }, who) {
    const [, rest] = /\/api\/v1\/alarms\/?(.*)$/.exec(url.pathname) ?? [];
    if (rest === undefined) return false;
    if (rest === '') json(response, list(url.searchParams));
    else if (rest === 'summary') json(response, summary());
    else if (rest === 'senders') json(response, state.senders);
    else if (rest === 'status')
      json(response, {
        listening: true,
        words: 'on 0.0.0.0:1818',
        connections: 2,
        counters: { accepted: state.alarms.length, refused: 3 },
        storage: { state: 'ok', reason: null, waiting: 0, dropped: 0 },
        destinations: state.destinations,
      });
    else if (rest === 'senders/adopt') {
      const { mac, recorder } = await body(request);
      for (const sender of state.senders) if (sender.mac === mac) sender.recorder = recorder;
      for (const alarm of state.alarms)
        if (alarm.source.mac === mac) {
          alarm.recorder = recorder;
          io.emit('alarm-changed', alarm);
        }
      json(response, undefined, 204);
    } else if (rest === 'acknowledge') {
      json(response, acknowledge((await body(request)).ids, who));
    } else {
      const found = state.alarms.find(({ id }) => id === Number(rest));
      if (found) json(response, found);
      else problem(response, 404, 'not-found', `There is no alarm number ${rest}.`);
    }
    return true;
  }

  return { ...state, ring, acknowledge, answer };
}
