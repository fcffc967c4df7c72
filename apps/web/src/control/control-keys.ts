/** What a key asks for in control mode, besides moving. */
export type ControlCommand =
  | { readonly type: 'leave' }
  /** Closes what is open over the picture, else ends control. */
  | { readonly type: 'back' }
  | { readonly type: 'go' | 'store'; readonly preset: number }
  | { readonly type: 'presets' }
  | { readonly type: 'focus'; readonly action: 'near' | 'far' | 'auto' };

type Key = Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey'>;

/** By the place of the key: with Shift a digit has another name on every keyboard. */
const digit = /^Digit([1-9])$/;

/** What a key asks for in control mode; undefined: nothing. */
export function controlCommand({ key, code, shiftKey }: Key): ControlCommand | undefined {
  const number = digit.exec(code)?.[1];
  if (number !== undefined) {
    return { type: shiftKey ? 'store' : 'go', preset: Number(number) };
  }
  switch (key.toLowerCase()) {
    case 'c':
      return { type: 'leave' };
    case 'escape':
      return { type: 'back' };
    case 'p':
      return { type: 'presets' };
    case 'n':
      return { type: 'focus', action: 'near' };
    case 'r':
      return { type: 'focus', action: 'far' };
    case 'o':
      return { type: 'focus', action: 'auto' };
    default:
      return undefined;
  }
}

/** For the help sheet: keys as they stand on the keyboard, and what they do. */
export const controlKeyGroups: readonly {
  readonly title: string;
  readonly keys: readonly { readonly shown: string; readonly words: string }[];
}[] = [
  {
    title: 'Camera control, after C on a picture',
    keys: [
      { shown: 'Arrows', words: 'Turn the camera while held; two together turn it diagonally' },
      { shown: '+ -', words: 'Zoom in and out while held' },
      { shown: 'Shift', words: 'Slowly, while held' },
      { shown: '1 … 9', words: 'Go to the preset' },
      {
        shown: 'Shift+1 … Shift+9',
        words: 'Store where the camera looks as the preset; twice where one is stored',
      },
      { shown: 'P', words: 'All presets' },
      { shown: 'N R O', words: 'Focus nearer, farther, by itself' },
      { shown: 'C Esc', words: 'End control' },
    ],
  },
];
