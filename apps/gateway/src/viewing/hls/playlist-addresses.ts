/** What a playlist refers to: `init-3.mp4`, `seg-17.m4s`, `part-17.2.m4s`. */
const resource = /\b(?:init|seg|part)-[\d.]+\.(?:mp4|m4s)/g;

/**
 * The playlist with the output's own mark on every address in it, so that no cache between here and the player takes
 * a segment of an earlier output for one of this.
 */
export function markAddresses(playlist: string, output: string): string {
  return playlist.replace(resource, (name) => `${name}?o=${output}`);
}

/** Which kind of resource a name is; `undefined`: none. */
export function kindOfResource(name: string): 'init' | 'segment' | 'part' | undefined {
  switch (/^(init|seg|part)-[\d.]+\.(?:mp4|m4s)$/.exec(name)?.[1]) {
    case 'init':
      return 'init';
    case 'seg':
      return 'segment';
    case 'part':
      return 'part';
    default:
      return undefined;
  }
}
