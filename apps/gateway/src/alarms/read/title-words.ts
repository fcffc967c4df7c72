/** The words that a title is made of; all of them fit into the middle of a sentence. */
export type TitleWords = {
  /** `camera 3`, `camera 3 (Gate)`, or `a camera`. */
  readonly camera: string;
  /** `alarm input 2`, or `an alarm input`. */
  readonly terminal: string;
  /** `disk 1-2`, or `a disk`. */
  readonly disk: string;
  /** `port 1`, or `a port`. */
  readonly port: string;
  /** `the main unit`, `extension unit 2`, `unit 3`, or `a unit`. */
  readonly unit: string;
  /** `fan 1-2`, or `a fan`. */
  readonly fan: string;
  /** `sensor 1-2`, or `a sensor`. */
  readonly sensor: string;
  /** `5 %`, or `little`. */
  readonly left: string;
  /** ` (95 %)`, or nothing. */
  readonly share: string;
  /** ` of cameras 1, 10 and 20`, or nothing. */
  readonly cameras: string;
};

/** What is known of a message for its title. */
export type TitleFacts = {
  readonly camera: number | null;
  /** As somebody named it. */
  readonly cameraName: string | undefined;
  readonly terminal: number | null;
  readonly place: string | null;
  readonly percent: number | null;
  /** Of an emergency recording. */
  readonly cameras: readonly number[];
};

/** More cameras are counted and not listed. */
const maxListed = 8;

/** @see TitleWords */
export function titleWords(facts: TitleFacts): TitleWords {
  const { camera, cameraName, terminal, place, percent } = facts;
  const name = cameraName === undefined ? '' : ` (${cameraName})`;
  return {
    camera: camera === null ? 'a camera' : `camera ${camera}${name}`,
    terminal: terminal === null ? 'an alarm input' : `alarm input ${terminal}`,
    disk: place === null ? 'a disk' : `disk ${place}`,
    port: place === null ? 'a port' : `port ${place}`,
    unit: unitWords(place),
    fan: place === null ? 'a fan' : `fan ${place}`,
    sensor: place === null ? 'a sensor' : `sensor ${place}`,
    left: percent === null ? 'little' : `${percent} %`,
    share: percent === null ? '' : ` (${percent} %)`,
    cameras: listWords(facts.cameras),
  };
}

/** With a capital letter. */
export function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function unitWords(place: string | null): string {
  if (place === null) {
    return 'a unit';
  }
  if (place === 'MAIN') {
    return 'the main unit';
  }
  const extension = /^EXT(\d*)$/.exec(place)?.[1];
  return extension === undefined
    ? `unit ${place}`
    : extension === ''
      ? 'an extension unit'
      : `extension unit ${extension}`;
}

function listWords(cameras: readonly number[]): string {
  const last = cameras.at(-1);
  if (last === undefined) {
    return '';
  }
  if (cameras.length === 1) {
    return ` of camera ${last}`;
  }
  return cameras.length > maxListed
    ? ` of ${cameras.length} cameras`
    : ` of cameras ${cameras.slice(0, -1).join(', ')} and ${last}`;
}
