// CPU profiles of every thread of a running Node process, through its inspector: nothing has to be started differently.

/** Records all threads for a while. Resolves to [{ thread, profile }], the main thread first. */
export async function recordProfiles({ pid, inspectPort, milliseconds }) {
  process.kill(pid, 'SIGUSR1');
  const session = await connect(inspectPort);
  const workers = [];
  session.on('NodeWorker.attachedToWorker', ({ sessionId, workerInfo }) => {
    workers.push(workerSession(session, sessionId, workerInfo));
  });
  await session.send('NodeWorker.enable', { waitForDebuggerOnStart: false });
  await new Promise((done) => setTimeout(done, 500));
  const threads = [{ thread: 'main', send: session.send }, ...workers];
  for (const { send } of threads) {
    await send('Profiler.enable');
    await send('Profiler.setSamplingInterval', { interval: 500 });
    await send('Profiler.start');
  }
  await new Promise((done) => setTimeout(done, milliseconds));
  const profiles = [];
  for (const { thread, send } of threads) {
    profiles.push({ thread, profile: (await send('Profiler.stop')).profile });
  }
  session.close();
  return profiles;
}

async function connect(port) {
  const socket = new WebSocket(await debuggerUrl(port));
  await new Promise((done, fail) => {
    socket.onopen = done;
    socket.onerror = () => fail(new Error(`the inspector on port ${port} refused`));
  });
  const answers = new Map();
  const listeners = new Map();
  let id = 0;
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    if (message.id !== undefined) settle(answers, message);
    else listeners.get(message.method)?.forEach((listener) => listener(message.params));
  };
  return {
    on: (method, listener) => listeners.set(method, [...(listeners.get(method) ?? []), listener]),
    send: (method, params = {}) =>
      new Promise((done, fail) => {
        id += 1;
        answers.set(id, { done, fail });
        socket.send(JSON.stringify({ id, method, params }));
      }),
    close: () => socket.close(),
  };
}

async function debuggerUrl(port) {
  const end = Date.now() + 10_000;
  for (;;) {
    const targets = await fetch(`http://127.0.0.1:${port}/json/list`).then(
      (answer) => answer.json(),
      () => [],
    );
    if (targets[0]) return targets[0].webSocketDebuggerUrl;
    if (Date.now() > end) throw new Error(`no inspector on port ${port} within 10 s`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

function settle(answers, { id, result, error }) {
  const waiting = answers.get(id);
  answers.delete(id);
  if (error) waiting?.fail(new Error(error.message));
  else waiting?.done(result);
}

/** The inspector of a worker, spoken to through the one of the main thread. */
function workerSession(session, sessionId, { title, workerId }) {
  const answers = new Map();
  let id = 0;
  session.on('NodeWorker.receivedMessageFromWorker', (params) => {
    if (params.sessionId !== sessionId) return;
    const message = JSON.parse(params.message);
    if (message.id !== undefined) settle(answers, message);
  });
  return {
    thread: title?.replace(/^\[worker \d+\] ?/, '') || `worker ${workerId}`,
    send: (method, params = {}) =>
      new Promise((done, fail) => {
        id += 1;
        answers.set(id, { done, fail });
        const message = JSON.stringify({ id, method, params });
        session.send('NodeWorker.sendMessageToWorker', { sessionId, message }).catch(fail);
      }),
  };
}
