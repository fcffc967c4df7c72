// The receiver processes of a benchmark, as one: joins, marks, reports.
import { join } from 'node:path';
import { askedProcess } from './asked-process.mjs';

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
  let lost = 0;
  const file = join(import.meta.dirname, 'receivers.mjs');
  const part = askedProcess(
    [...prefix, process.execPath, file, JSON.stringify(way)],
    'receivers',
    ({ event }) => (lost += event === 'lost' ? 1 : 0),
  );
  return { ...part, lost: () => lost };
}
