/** What a key does in the list of alarms. */
export type AlarmAction =
  | 'up'
  | 'down'
  | 'extend-up'
  | 'extend-down'
  | 'page-up'
  | 'page-down'
  | 'first'
  | 'last'
  | 'select'
  | 'acknowledge'
  | 'open'
  | 'recording'
  | 'live'
  | 'search'
  | 'leave';

/** One line of the help sheet. */
export type AlarmKey = {
  readonly action: AlarmAction;
  /** `KeyboardEvent.key` in lower case, with `shift+` before it where that is another action. */
  readonly keys: readonly string[];
  /** As they stand on the keyboard. */
  readonly shown: string;
  readonly words: string;
};

/** All keys of the page, in the order of the help sheet. */
export const alarmKeyGroups: readonly {
  readonly title: string;
  readonly keys: readonly AlarmKey[];
}[] = [
  {
    title: 'List of alarms',
    keys: [
      key('up', ['arrowup'], '↑', 'The alarm above'),
      key('down', ['arrowdown'], '↓', 'The alarm below'),
      key('page-up', ['pageup'], 'PageUp', 'Up by a page'),
      key('page-down', ['pagedown'], 'PageDown', 'Down by a page'),
      key('first', ['home'], 'Home', 'The newest'),
      key('last', ['end'], 'End', 'The oldest that is listed'),
      key('select', [' '], 'Space', 'Select it, or not'),
      key('extend-up', ['shift+arrowup'], 'Shift+↑', 'Select upwards'),
      key('extend-down', ['shift+arrowdown'], 'Shift+↓', 'Select downwards'),
      key('acknowledge', ['a'], 'A', 'Acknowledge what is selected, or this one'),
      key('search', ['/'], '/', 'Search'),
    ],
  },
  {
    title: 'One alarm',
    keys: [
      key('open', ['enter'], 'Enter', 'Open it, and close it again'),
      key('recording', ['p'], 'P', 'The recording 10 seconds before it'),
      key('live', ['v'], 'V', 'Its camera, live'),
      key('leave', ['escape'], 'Esc', 'Close it; then select nothing'),
    ],
  },
];

const actions = new Map(
  alarmKeyGroups
    .flatMap(({ keys }) => keys)
    .flatMap(({ keys, action }) => keys.map((name) => [name, action] as const)),
);

/** What a key means; undefined: nothing here. */
export function alarmActionOf(event: KeyboardEvent): AlarmAction | undefined {
  if (event.ctrlKey || event.altKey || event.metaKey) {
    return undefined;
  }
  const name = event.key.toLowerCase();
  return (event.shiftKey ? actions.get(`shift+${name}`) : undefined) ?? actions.get(name);
}

/** The key of an action as it stands on the keyboard, for hints on buttons. */
export function alarmKeyOf(action: AlarmAction): string {
  return (
    alarmKeyGroups.flatMap(({ keys }) => keys).find((one) => one.action === action)?.shown ?? ''
  );
}

function key(action: AlarmAction, keys: readonly string[], shown: string, words: string): AlarmKey {
  return { action, keys, shown, words };
}
