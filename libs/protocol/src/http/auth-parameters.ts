/** One `scheme name=value, …` group of an authentication header (RFC 9110 11.6). */
export type AuthGroup = {
  /** Lower case. */
  readonly scheme: string;
  /** Names in lower case; of a repeated name the first value. */
  readonly parameters: ReadonlyMap<string, string>;
};

/** What a header was read as, and what was odd about it. */
export type AuthGroups = {
  readonly groups: readonly AuthGroup[];
  readonly defects: readonly string[];
};

/** Longer than any header that a device sends; it bounds the work of the expressions below. */
const MAX_HEADER_CHARS = 8192;

const SEPARATORS = /[\s,;]+/uy;
const NAME = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";
/** name = "quoted string" or bare value; devices use either for every parameter (NV06). */
const PARAMETER = new RegExp(
  `(?<name>${NAME})\\s*=\\s*(?:"(?<quoted>(?:[^"\\\\]|\\\\.)*)(?<close>"?)|(?<bare>[^\\s,;"]*))`,
  'suy',
);
const SCHEME = new RegExp(NAME, 'uy');

/**
 * Reads the value of a `WWW-Authenticate` or `Authorization` header, which may hold several groups
 * separated by the same commas as their parameters. Never throws: what makes no sense is passed over
 * and named in `defects`.
 */
export function parseAuthGroups(header: string): AuthGroups {
  if (header.length > MAX_HEADER_CHARS) {
    return {
      groups: [],
      defects: [
        `${String(header.length)} characters; expected at most ${String(MAX_HEADER_CHARS)}`,
      ],
    };
  }
  const groups: { scheme: string; parameters: Map<string, string> }[] = [];
  const defects: string[] = [];
  let position = 0;
  while (position < header.length) {
    const skipped = matchAt(SEPARATORS, header, position);
    if (skipped !== undefined) {
      position += skipped[0].length;
      continue;
    }
    const parameter = matchAt(PARAMETER, header, position);
    if (parameter !== undefined) {
      takeParameter(groups.at(-1)?.parameters, parameter, defects);
      position += parameter[0].length;
      continue;
    }
    const scheme = matchAt(SCHEME, header, position);
    if (scheme !== undefined) {
      groups.push({ scheme: scheme[0].toLowerCase(), parameters: new Map() });
      position += scheme[0].length;
      continue;
    }
    defects.push(`unexpected character at ${String(position)}`);
    position += 1;
  }
  return { groups, defects };
}

function takeParameter(
  parameters: Map<string, string> | undefined,
  match: RegExpExecArray,
  defects: string[],
): void {
  const name = (match.groups?.['name'] ?? '').toLowerCase();
  const quoted = match.groups?.['quoted'];
  if (quoted !== undefined && match.groups?.['close'] === '') {
    defects.push(`quoted value of ${name} does not end`);
  }
  if (parameters === undefined) {
    defects.push(`parameter ${name} stands before any scheme`);
  } else if (parameters.has(name)) {
    defects.push(`parameter ${name} is repeated`);
  } else {
    parameters.set(name, quoted?.replace(/\\(.)/gsu, '$1') ?? match.groups?.['bare'] ?? '');
  }
}

function matchAt(pattern: RegExp, text: string, position: number): RegExpExecArray | undefined {
  pattern.lastIndex = position;
  return pattern.exec(text) ?? undefined;
}
