// One row of the fan-out tables: CPU and added delay of a server while viewers receive.
import { percentile, wait } from './house.mjs';
import { cpuSeconds, residentMiB, scheduledSeconds, threadCpu } from './process-figures.mjs';

/** `pid` is the server that is measured; `receivers` from viewers.mjs, a reference must run. */
export async function measureSpan({ pid, receivers, seconds }) {
  await receivers.mark();
  const before = { cpu: cpuSeconds(pid), exact: scheduledSeconds(pid), threads: threadCpu(pid) };
  const started = performance.now();
  await wait(seconds * 1000);
  const exact = scheduledSeconds(pid) - before.exact;
  const after = { cpu: cpuSeconds(pid), threads: threadCpu(pid) };
  const span = (performance.now() - started) / 1000;
  const report = await receivers.report();
  const user = after.cpu.user - before.cpu.user;
  const system = after.cpu.system - before.cpu.system;
  const ticks = user + system;
  return {
    viewers: report.viewers,
    seconds: span,
    cpuSeconds: exact,
    /** Split as the ticks say, sum as the scheduler says. */
    user: ticks > 0 ? (exact * user) / ticks : exact,
    system: ticks > 0 ? (exact * system) / ticks : 0,
    packets: report.packets,
    packetsPerViewer: report.packets / report.viewers / span,
    mbpsPerViewer: (report.bytes * 8) / report.viewers / span / 1e6,
    lost: report.lost,
    retransmissions: report.retransmissions,
    invalid: report.invalid,
    valid: report.valid,
    unmatched: report.unmatched,
    pictures: summary(report.pictureDelays),
    packetsDelay: summary(report.packetDelays),
    reference: report.reference,
    threads: busiest(before.threads, after.threads, span),
    residentMiB: residentMiB(pid),
  };
}

function summary(sorted) {
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(sorted, share));
  return { p50, p95, p99, max: sorted.at(-1) ?? Number.NaN };
}

/** Threads that used more than half a percent of a core: [{ name, share }]. */
function busiest(before, after, seconds) {
  return [...after]
    .map(([id, { name, user, system }]) => {
      const earlier = before.get(id) ?? { user: 0, system: 0 };
      return { id, name, share: (user + system - earlier.user - earlier.system) / seconds };
    })
    .filter(({ share }) => share >= 0.005)
    .sort((a, b) => a.id - b.id);
}

export const rowHead = [
  '| server | viewers | link Mbit/s | packets/s and viewer | us CPU per packet and viewer | user | system | % of a core | viewers per core | added delay of pictures p50 / p95 / p99 / max ms | of packets p50 / p99 ms | lost | invalid | RSS MiB | threads, % of a core |',
  '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
];

/** A row as Markdown. */
export function rowText(server, link, row) {
  const each = (value) => ((value * 1e6) / row.packets).toFixed(1);
  const share = row.cpuSeconds / row.seconds;
  const ms = (value) => value.toFixed(1);
  const { pictures, packetsDelay } = row;
  const cells = [
    server,
    row.viewers,
    link,
    row.packetsPerViewer.toFixed(0),
    each(row.cpuSeconds),
    each(row.user),
    each(row.system),
    (share * 100).toFixed(1),
    Math.floor(row.viewers / share),
    [pictures.p50, pictures.p95, pictures.p99, pictures.max].map(ms).join(' / '),
    [packetsDelay.p50, packetsDelay.p99].map(ms).join(' / '),
    row.lost,
    `${row.invalid} of ${row.valid + row.invalid}`,
    row.residentMiB.toFixed(0),
    row.threads.map(({ name, share: part }) => `${name} ${(part * 100).toFixed(0)}`).join(', '),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** What the source was, once per benchmark. */
export function sourceText({ reference, seconds }) {
  return `source: ${((reference.bytes * 8) / seconds / 1e6).toFixed(2)} Mbit/s, ${(reference.packets / seconds).toFixed(0)} packets/s, largest picture ${reference.largestPicture} packets, ${reference.lost} lost by the benchmark`;
}
