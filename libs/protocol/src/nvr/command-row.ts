import type { CommandParameter } from './command-parameter.js';

/**
 * How much distance a command needs from the one before it on the same recorder (B63).
 *
 * - `control`: at least 3 s
 * - `ptz`: at least 0.2 s
 * - `none`: may be sent at any time
 */
export type NvrPacing = 'control' | 'ptz' | 'none';

/** One row of the table: a CGI and its parameters in documented order. */
export type CommandRow<
  Parameters extends readonly CommandParameter[] = readonly CommandParameter[],
> = {
  readonly cgi: string;
  readonly pacing: NvrPacing;
  readonly parameters: Parameters;
};

/** A row that keeps the types of its parameters. */
export function row<const Parameters extends readonly CommandParameter[]>(
  cgi: string,
  pacing: NvrPacing,
  parameters: Parameters,
): CommandRow<Parameters> {
  return { cgi, pacing, parameters };
}
