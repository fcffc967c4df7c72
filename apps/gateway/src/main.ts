import { launchWorker } from './media/worker-launcher.js';
import { type Host, runGateway } from './run-gateway.js';

// A closed pipe on the other side of the log is no reason to end.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', () => undefined);
}

const host: Host = {
  argv: process.argv.slice(2),
  env: process.env,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  on: (event, listener) => void process.on(event, listener),
  exit: (code) => process.exit(code),
};

await runGateway(host, { mediaThreads: launchWorker });
