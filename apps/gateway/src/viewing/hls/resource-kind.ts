/** Which kind of resource a name in a playlist is; `undefined`: none. */
export function kindOfResource(name: string): 'init' | 'segment' | 'part' | undefined {
  const kind = /^(init|seg|part)-[\d.]+\.(?:mp4|m4s)$/.exec(name)?.[1];
  return kind === undefined ? undefined : kinds[kind];
}

const kinds: Readonly<Record<string, 'init' | 'segment' | 'part'>> = {
  init: 'init',
  seg: 'segment',
  part: 'part',
};
