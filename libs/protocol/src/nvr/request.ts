import { excerptOfUrl } from '../excerpt.js';
import { OrderedQuery } from '../http/ordered-query.js';
import type { QueryEntry } from '../http/ordered-query.js';
import { ProtocolError } from '../protocol-error.js';
import type { Surprise } from '../protocol-error.js';
import type { CommandParameter, FixedParameter } from './command-parameter.js';
import type { CommandRow } from './command-row.js';
import { CGI_FOLDER, nvrCommandRows } from './command-table.js';
import type { NvrCommandName, NvrRequest } from './command-table.js';

type Values = Readonly<Record<string, unknown>>;
/** A row that did not fit: the query, how much of it was used, and what a fixed value tells. */
type Comparison = {
  readonly row: CommandRow;
  readonly entries: readonly QueryEntry[];
  readonly used: number;
  readonly weight: (parameter: FixedParameter) => number;
};
type Problem = { readonly parameter: string; readonly surprise: Surprise };
type Outcome =
  { readonly values: Values } | { readonly problem: Problem; readonly agreement: number };

/**
 * Reads the path and query of a request as a command: the table of commands backwards, for the
 * simulator. Strict on purpose: unknown, missing, repeated or reordered parameters are refused, so
 * that a client tested against it sends exactly what the specification shows (NV19).
 *
 * @param path the path alone, such as `/cgi-bin/push.cgi`
 * @param query the query with or without its question mark
 * @throws ProtocolError `nvr-unknown-cgi` (answer 404), `nvr-request` or `query` (answer 400, the
 * message names the parameter)
 */
export function parseNvrRequest(path: string, query: string): NvrRequest {
  const rows = nvrCommandRows.filter(([, row]) => `${CGI_FOLDER}${row.cgi}` === path);
  if (rows.length === 0) {
    throw ProtocolError.unexpected('nvr-unknown-cgi', {
      found: excerptOfUrl(path),
      expected: `a CGI of the command table in ${CGI_FOLDER}`,
      where: 'request path',
    });
  }
  const { entries } = OrderedQuery.parse(query, 'strict');
  let nearest: { name: NvrCommandName; problem: Problem; agreement: number } | undefined;
  for (const [name, row] of rows) {
    const outcome = readRow(row, entries, (parameter) => rarity(parameter, rows));
    if ('values' in outcome) {
      // The row's own parameters made these values, each under the key and with the type of the row.
      return { command: name, ...outcome.values } as NvrRequest;
    }
    if (nearest === undefined || outcome.agreement > nearest.agreement) {
      nearest = { name, ...outcome };
    }
  }
  throw badRequest(path, nearest);
}

/**
 * What a fixed value tells about the command that was meant: the more, the fewer rows of the same CGI share it. PLAYCMD=STOP
 * is in one row of `hdrctl.cgi`, PC=AS60 in all of them.
 */
function rarity(
  { name, value }: FixedParameter,
  rows: readonly (readonly [NvrCommandName, CommandRow])[],
): number {
  const sharing = rows.filter(([, row]) =>
    row.parameters.some(
      (other) => other.kind === 'fixed' && other.name === name && other.value === value,
    ),
  );
  return rows.length / sharing.length;
}

/** Compares the query with one row. `agreement` counts what fits, to blame the row that was meant. */
function readRow(
  row: CommandRow,
  entries: readonly QueryEntry[],
  weight: (parameter: FixedParameter) => number,
): Outcome {
  const values: Record<string, unknown> = {};
  let used = 0;
  for (const parameter of row.parameters) {
    const entry = entries[used];
    if (entry !== undefined && isNamed(parameter, entry.name)) {
      const value = readValue(parameter, entry.value);
      if (value === undefined) {
        return failed({ row, entries, used, weight }, wrongValue(parameter, entry.value, used));
      }
      if (parameter.kind === 'value') {
        values[parameter.key] = value;
      }
      used += 1;
      const twin = entries[used];
      if (twin !== undefined && twin.name !== entry.name && isNamed(parameter, twin.name)) {
        if (twin.value !== entry.value) {
          return failed({ row, entries, used, weight }, contradiction(entry, twin, used));
        }
        used += 1;
      }
    } else if (parameter.kind === 'value' && parameter.assumed !== undefined) {
      values[parameter.key] = parameter.assumed;
    } else if (parameter.presence === 'sent' || parameter.presence === 'required') {
      return failed({ row, entries, used, weight }, missing(parameter, entries, used));
    }
  }
  const left = entries[used];
  return left === undefined
    ? { values }
    : failed({ row, entries, used, weight }, tooMuch(left, used));
}

function isNamed(parameter: CommandParameter, name: string): boolean {
  return name === parameter.name || (parameter.kind === 'value' && name === parameter.alias);
}

function readValue(parameter: CommandParameter, text: string): unknown {
  if (parameter.kind === 'value') {
    return parameter.parse(text);
  }
  return text === parameter.value ? text : undefined;
}

function failed({ row, entries, used, weight }: Comparison, problem: Problem): Outcome {
  // A name counts once: CTRL=OPEN is no more of CTRL=FAR&CTRL=START than of CTRL=OPEN.
  const known = new Set(
    row.parameters
      .map(({ name }) => name)
      .filter((name) => entries.some((entry) => entry.name === name)),
  );
  // A fixed value that fits tells most about which command was meant, such as CMD=STOP.
  const fixed = row.parameters.filter(
    (parameter): parameter is FixedParameter =>
      parameter.kind === 'fixed' &&
      entries.some(({ name, value }) => name === parameter.name && value === parameter.value),
  );
  const told = fixed.reduce((sum, parameter) => sum + weight(parameter), 0);
  return { problem, agreement: told * 100 + known.size * 10 + used };
}

function wrongValue(parameter: CommandParameter, text: string, index: number): Problem {
  const secret = parameter.kind === 'value' && parameter.secret;
  return {
    parameter: parameter.name,
    surprise: {
      found: secret ? 'another text' : excerptOfUrl(text),
      expected: parameter.kind === 'fixed' ? parameter.value : parameter.expected,
      where: `value of ${parameter.name}, parameter ${String(index + 1)}`,
    },
  };
}

function missing(
  parameter: CommandParameter,
  entries: readonly QueryEntry[],
  index: number,
): Problem {
  // What stands before was another parameter of this name (B57).
  const at = entries.findIndex(({ name }, place) => place >= index && name === parameter.name);
  const next = entries[index];
  return {
    parameter: parameter.name,
    surprise: {
      found:
        at >= 0
          ? `${parameter.name} at parameter ${String(at + 1)}`
          : next === undefined
            ? 'the end of the query'
            : `parameter ${excerptOfUrl(next.name)}`,
      expected: parameter.name,
      where: `parameter ${String(index + 1)}`,
    },
  };
}

function contradiction(entry: QueryEntry, twin: QueryEntry, index: number): Problem {
  return {
    parameter: twin.name,
    surprise: {
      found: `${entry.name} ${excerptOfUrl(entry.value)} and ${twin.name} ${excerptOfUrl(twin.value)}`,
      expected: 'one camera',
      where: `parameter ${String(index + 1)}`,
    },
  };
}

function tooMuch(entry: QueryEntry, index: number): Problem {
  return {
    parameter: excerptOfUrl(entry.name),
    surprise: {
      found: `parameter ${excerptOfUrl(entry.name)}`,
      expected: 'the end of the query',
      where: `parameter ${String(index + 1)}`,
    },
  };
}

function badRequest(
  path: string,
  nearest: { name: NvrCommandName; problem: Problem } | undefined,
): ProtocolError {
  const { parameter, surprise } = nearest?.problem ?? {
    parameter: '',
    surprise: { found: 'no row', expected: 'a row', where: 'command table' },
  };
  return ProtocolError.unexpected(
    'nvr-request',
    { ...surprise, where: `${surprise.where} of ${path}` },
    { path, parameter, command: nearest?.name ?? '' },
  );
}
