/** Another place on the wall, as seen from a tile. */
export type TilePlace = 'left' | 'right' | 'up' | 'down';

/** What a key asks a tile for. */
export type TileCommand =
  /** `beside`: what else is heard goes on. */
  | { readonly type: 'sound'; readonly beside: boolean }
  /** The tile moves there. */
  | { readonly type: 'move'; readonly place: TilePlace }
  /** The tile there is the next one to take keys. */
  | { readonly type: 'go'; readonly place: TilePlace }
  | { readonly type: 'maximise' }
  | { readonly type: 'close' }
  | { readonly type: 'overlay' }
  /** What is told of the camera has been seen. */
  | { readonly type: 'acknowledge' }
  /** What the camera recorded is wanted. */
  | { readonly type: 'play-back' }
  /** The picture is enlarged in its tile. */
  | { readonly type: 'zoom' }
  /** The camera is to be moved. */
  | { readonly type: 'control' };

type Key = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey'>;

const places: ReadonlyMap<string, TilePlace> = new Map([
  ['ArrowLeft', 'left'],
  ['ArrowRight', 'right'],
  ['ArrowUp', 'up'],
  ['ArrowDown', 'down'],
]);

/** What a key pressed on a tile asks for; `undefined`: nothing, it is the browser's. */
export function tileCommand({
  key,
  shiftKey,
  ctrlKey,
  altKey,
  metaKey,
}: Key): TileCommand | undefined {
  if (key.toLowerCase() === 'm' && !altKey) {
    return { type: 'sound', beside: ctrlKey || metaKey };
  }
  if (ctrlKey || altKey || metaKey) {
    return undefined;
  }
  const place = places.get(key);
  if (place) {
    return { type: shiftKey ? 'move' : 'go', place };
  }
  switch (key) {
    case 'Enter':
      return { type: 'maximise' };
    case 'Delete':
    case 'Backspace':
      return { type: 'close' };
    case 'A':
    case 'a':
      return { type: 'acknowledge' };
    case 'C':
    case 'c':
      return { type: 'control' };
    case 'P':
    case 'p':
      return { type: 'play-back' };
    case 'Z':
    case 'z':
      return { type: 'zoom' };
    case 'I':
    case 'i':
      return shiftKey ? { type: 'overlay' } : undefined;
    default:
      return undefined;
  }
}

/** What a tile does for each of its commands. */
export type TileActs = {
  readonly sound: (beside: boolean) => void;
  readonly move: (place: TilePlace) => void;
  readonly go: (place: TilePlace) => void;
  /** False: not of this camera; the key is the page's then. */
  readonly control: () => boolean;
} & Readonly<Record<Exclude<TileCommand['type'], 'sound' | 'move' | 'go' | 'control'>, () => void>>;

/** Does what a key pressed on a tile asks for; keys of the buttons inside are their own. */
export function actOnTileKey(event: KeyboardEvent, acts: TileActs): void {
  const command = event.target === event.currentTarget ? tileCommand(event) : undefined;
  if (!command) {
    return;
  }
  if (command.type === 'sound') {
    acts.sound(command.beside);
  } else if (command.type === 'move' || command.type === 'go') {
    acts[command.type](command.place);
  } else if (command.type === 'control') {
    if (!acts.control()) {
      return;
    }
  } else {
    acts[command.type]();
  }
  event.preventDefault();
}
