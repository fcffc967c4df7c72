import { runCli } from './cli.js';

const abort = new AbortController();

/** The first signal asks to end, the second one insists. */
function onSignal(): void {
  if (abort.signal.aborted) {
    process.exit(1);
  }
  abort.abort();
}

process.on('SIGTERM', onSignal);
process.on('SIGINT', onSignal);

process.exitCode = await runCli({
  args: process.argv.slice(2),
  writeOutput: (text) => process.stdout.write(text),
  writeError: (text) => process.stderr.write(text),
  signal: abort.signal,
});
