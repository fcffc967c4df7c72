// ./casement bench [media|start]: the benchmarks. Figures are CPU time and ratios of one run on this machine;
// nothing here asserts. Without a name all run, one after the other.
import { cpus, release, totalmem } from 'node:os';
import { benchMedia } from './media.mjs';
import { benchStart } from './start.mjs';

const benchmarks = { media: benchMedia, start: benchStart };
const wanted = process.argv[2] ? [process.argv[2]] : Object.keys(benchmarks);
for (const name of wanted) {
  if (!benchmarks[name]) {
    console.error(
      `bench: unknown benchmark ${name}; there are ${Object.keys(benchmarks).join(', ')}`,
    );
    process.exit(2);
  }
}
console.log(
  `${cpus().length} x ${cpus()[0]?.model.trim()}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Linux ${release()}, Node ${process.version}\n`,
);
for (const name of wanted) {
  await benchmarks[name](process.argv.slice(3));
}
process.exit(0);
