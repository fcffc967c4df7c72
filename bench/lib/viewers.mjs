// The receiver processes of a benchmark, as one: joins, marks, reports.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';

/** Viewers of one camera of the house; each process with a token of its own, because one user may have 256 pictures. */
export async function startViewers({ house, camera = 1, count, processes = 1 }) {
  const url = new URL(`api/v1/recorders/demo/cameras/${camera}/live/whep`, house.url).href;
  const ways = await Promise.all(
    Array.from({ length: processes }, async (_, index) => ({
      kind: 'whep',
      url,
      authorization: `Bearer ${await house.newToken(`bench ${index}`)}`,
    })),
  );
  return startReceivers({ ways, count, processes });
}

/** `way`: how to join, see signalling.mjs; `ways`: one per process. */
export async function startReceivers({ way, ways, count, processes = 1, prefix = [] }) {
  const parts = Array.from({ length: processes }, (_, index) =>
    receiverProcess(ways?.[index] ?? way, prefix),
  );
  const all = (command) => Promise.all(parts.map((part) => part.ask(command)));
  const share = (total, index) =>
    Math.floor(total / processes) + (index < total % processes ? 1 : 0);
  const joinAll = async (total, atOnce) => {
    const answers = await Promise.all(
      parts.map((part, index) => part.ask({ do: 'join', count: share(total, index), atOnce })),
    );
    return {
      joinMs: answers.flatMap(({ joinMs }) => joinMs),
      pictureMs: answers.flatMap(({ pictureMs }) => pictureMs),
    };
  };
  const joined = count > 0 ? await joinAll(count, false) : { joinMs: [], pictureMs: [] };
  return {
    ...joined,
    join: joinAll,
    pids: parts.map(({ pid }) => pid),
    /** One reference socket per process: [{ port }]. */
    references: () => all({ do: 'reference' }),
    mark: () => all({ do: 'mark' }),
    report: async () => mergeReports(await all({ do: 'report' })),
    leave: (total) =>
      Promise.all(
        parts.map((part, index) => part.ask({ do: 'leave', count: share(total, index) })),
      ),
    lost: () => parts.reduce((sum, part) => sum + part.lost(), 0),
    end: () => Promise.all(parts.map((part) => part.end())),
  };
}

function mergeReports(reports) {
  const sum = (pick) => reports.reduce((total, report) => total + pick(report), 0);
  const sorted = (name) => Float64Array.from(reports.flatMap((report) => report[name])).sort();
  return {
    viewers: sum(({ viewers }) => viewers),
    /** RTP packets of all viewers, without retransmissions. */
    packets: sum(({ packets }) => packets.reduce((total, value) => total + value, 0)),
    packetsEach: reports.flatMap(({ packets }) => packets),
    bytes: sum(({ bytes }) => bytes),
    lost: sum(({ lost }) => lost),
    retransmissions: sum(({ retransmissions }) => retransmissions),
    valid: sum(({ checked }) => checked.valid),
    invalid: sum(({ checked }) => checked.invalid),
    unmatched: sum(({ unmatched }) => unmatched),
    failedJoins: sum(({ failedJoins }) => failedJoins),
    reference: reports[0].reference,
    /** Delays in ms, ascending. */
    pictureDelays: sorted('pictures'),
    packetDelays: sorted('packetDelays'),
  };
}

function receiverProcess(way, prefix) {
  const [program, ...args] = [
    ...prefix,
    process.execPath,
    join(import.meta.dirname, 'receivers.mjs'),
    JSON.stringify(way),
  ];
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  let waiting;
  let lost = 0;
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = JSON.parse(line);
    if (message.event === 'lost') lost += 1;
    if (message.answer) waiting?.done(message.answer);
    if (message.failed) waiting?.fail(new Error(`receivers: ${message.failed}`));
  });
  child.once('exit', (code) => waiting?.fail(new Error(`the receivers ended with code ${code}`)));
  return {
    pid: child.pid,
    lost: () => lost,
    ask(command) {
      const answer = new Promise((done, fail) => (waiting = { done, fail }));
      child.stdin.write(`${JSON.stringify(command)}\n`);
      return answer;
    },
    async end() {
      waiting = undefined;
      if (child.exitCode !== null) return;
      const ended = new Promise((done) => child.once('exit', done));
      child.stdin.write('{"do":"end"}\n');
      await ended;
    },
  };
}
