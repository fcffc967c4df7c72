import { execFile } from 'node:child_process';

/** What a program said before it ended. */
export type ProgramEnd = {
  /** null: it was ended because its time was over. */
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
};

/** Runs a program to its end, at most for `limitMs`. */
export function runProgram(
  program: string,
  args: readonly string[],
  options: { limitMs?: number; input?: Uint8Array } = {},
): Promise<ProgramEnd> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      args,
      {
        encoding: 'buffer',
        timeout: options.limitMs ?? 60_000,
        killSignal: 'SIGKILL',
        maxBuffer: 128 * 1024 * 1024,
      },
      (error, stdout, stderr) => {
        if (error && typeof error.code === 'string') {
          reject(new Error(`${program} cannot be run: ${error.message}`));
          return;
        }
        resolve({ code: child.exitCode, stdout, stderr: stderr.toString() });
      },
    );
    // Whoever has read enough closes the pipe.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(options.input ?? '');
  });
}
