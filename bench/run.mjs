// ./casement bench [NAME [options]]: the benchmarks. Figures are CPU time and ratios of one run on this machine; nothing
// here asserts. Without a name the short ones run, one after the other.
import { existsSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { join } from 'node:path';

/** name: [file, function, whether it runs without being named] */
const benchmarks = {
  media: ['media.mjs', 'benchMedia', true],
  start: ['start.mjs', 'benchStart', true],
  joins: ['joins.mjs', 'benchJoins', true],
  loss: ['loss.mjs', 'benchLoss', true],
  crypto: ['crypto.mjs', 'benchCrypto', true],
  ingest: ['ingest.mjs', 'benchIngest', true],
  ways: ['ways.mjs', 'benchWays', false],
  alarms: ['alarms.mjs', 'benchAlarms', false],
  playback: ['playback.mjs', 'benchPlayback', false],
  stick: ['stick.mjs', 'benchStick', false],
  peers: ['peers.mjs', 'benchPeers', false],
  hostile: ['hostile.mjs', 'benchHostile', false],
  flame: ['flame.mjs', 'benchFlame', false],
  soak: ['soak.mjs', 'benchSoak', false],
};
const isThere = ([file]) => existsSync(join(import.meta.dirname, file));
const [named, ...args] = process.argv.slice(2);
const wanted = named
  ? [named]
  : Object.keys(benchmarks).filter((name) => benchmarks[name][2] && isThere(benchmarks[name]));
for (const name of wanted) {
  if (!benchmarks[name]) {
    console.error(
      `bench: unknown benchmark ${name}; there are ${Object.keys(benchmarks).join(', ')}`,
    );
    process.exit(2);
  }
}
// `peers` starts itself again in a network namespace.
if (!process.env.CASEMENT_BENCH_NAMESPACE)
  console.log(
    `${cpus().length} x ${cpus()[0]?.model.trim()}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Linux ${release()}, Node ${process.version}, load ${loadavg()[0].toFixed(1)}, ${new Date().toISOString().slice(0, 10)}\n`,
  );
for (const name of wanted) {
  const [file, benchmark] = benchmarks[name];
  const module = await import(`./${file}`);
  await (module[benchmark] ?? module.run)(args);
}
process.exit(0);
