/** Injection token of the {@link ConsoleWriter}. */
export const CONSOLE = Symbol('CONSOLE');

/** Writes text for the person who started the gateway; not part of the log. */
export type ConsoleWriter = (text: string) => void;

/** Writes to the standard output. */
export const standardOutput: ConsoleWriter = (text) => {
  process.stdout.write(text);
};
