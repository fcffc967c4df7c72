// Lints the project of the current folder (or the files named). The boundary rule of Nx passes silently when there is no
// project graph, so the graph is computed first and its absence is a failure.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const bin = join(root, 'node_modules', '.bin');
const env = { ...process.env, NX_DAEMON: 'false', CI: 'true' };

const graphFile = join(root, 'tmp', 'project-graph.json');
mkdirSync(join(root, 'tmp'), { recursive: true });
if (!existsSync(join(root, '.nx', 'workspace-data', 'project-graph.json'))) {
  spawnSync(join(bin, 'nx'), ['graph', `--file=${graphFile}`], { cwd: root, env, stdio: 'ignore' });
}

const files = process.argv.slice(2);
const run = spawnSync(
  join(bin, 'eslint'),
  ['--max-warnings=0', ...(files.length ? files : ['.'])],
  {
    env,
    encoding: 'utf8',
  },
);
const output = `${run.stdout}${run.stderr}`;
process.stdout.write(output);
if (output.includes('No cached ProjectGraph')) {
  console.error('lint: the Nx project graph is missing, so the dependency rules were not checked');
  process.exit(1);
}
process.exit(run.status ?? 1);
