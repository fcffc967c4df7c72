/** What a key does on the page. */
export type PlaybackAction =
  | 'toggle'
  | 'reverse'
  | 'pause'
  | 'forward'
  | 'previous'
  | 'next'
  | 'back-second'
  | 'on-second'
  | 'back-seconds'
  | 'on-seconds'
  | 'next-alarm'
  | 'previous-alarm'
  | 'begin'
  | 'end'
  | 'slower'
  | 'faster'
  | 'rewind'
  | 'fast-forward'
  | 'set-in'
  | 'set-out'
  | 'clear-points'
  | 'download'
  | 'zoom-in'
  | 'zoom-out'
  | 'page-back'
  | 'page-on'
  | 'type-time'
  | 'sound'
  | 'live'
  | 'marks'
  | 'layout-1'
  | 'layout-4'
  | 'layout-9'
  | 'full-screen'
  | 'cameras'
  | 'search'
  | 'leave';

/** One line of the help sheet. */
export type PlaybackKey = {
  readonly action: PlaybackAction;
  /** As `useShortcuts` names them. */
  readonly keys: readonly string[];
  /** As they stand on the keyboard. */
  readonly shown: string;
  readonly words: string;
};

/** All keys of the page, in the order of the help sheet. */
export const playbackKeyGroups: readonly {
  readonly title: string;
  readonly keys: readonly PlaybackKey[];
}[] = [
  {
    title: 'Play',
    keys: [
      key('toggle', [' '], 'Space', 'Play or pause'),
      key('reverse', ['j'], 'J', 'Play in reverse; again: faster'),
      key('pause', ['k'], 'K', 'Pause'),
      key('forward', ['l'], 'L', 'Play; again: faster'),
      key('previous', [','], ',', 'One picture back'),
      key('next', ['.'], '.', 'One picture on'),
      key('slower', ['s'], 'S', 'Slower, down to 1/4'),
      key('faster', ['d'], 'D', 'Faster, up to 16 times'),
      key('rewind', ['shift+j'], 'Shift+J', 'Rewind, a step faster each time'),
      key('fast-forward', ['shift+l'], 'Shift+L', 'Fast forward, a step faster each time'),
      key('sound', ['m'], 'M', 'Sound on or off'),
    ],
  },
  {
    title: 'Go to a time',
    keys: [
      key('back-second', ['arrowleft'], '←', '1 second back'),
      key('on-second', ['arrowright'], '→', '1 second on'),
      key('back-seconds', ['shift+arrowleft'], 'Shift+←', '10 seconds back'),
      key('on-seconds', ['shift+arrowright'], 'Shift+→', '10 seconds on'),
      key('next-alarm', ['a'], 'A', '10 seconds before the next alarm'),
      key('previous-alarm', ['shift+a'], 'Shift+A', '10 seconds before the alarm before'),
      key('begin', ['home'], 'Home', 'The oldest recording'),
      key('end', ['end'], 'End', 'The newest recording'),
      key('type-time', ['t'], 'T', 'Type a time'),
      key('live', ['v'], 'V', 'Live: back to the wall'),
    ],
  },
  {
    title: 'Timeline',
    keys: [
      key('zoom-in', ['+', '='], '+', 'Closer, down to 10 seconds'),
      key('zoom-out', ['-'], '-', 'Wider, up to 30 days'),
      key('page-back', ['pageup'], 'PageUp', 'Earlier, without moving the picture'),
      key('page-on', ['pagedown'], 'PageDown', 'Later, without moving the picture'),
      key('set-in', ['['], '[', 'In point here'),
      key('set-out', [']'], ']', 'Out point here'),
      key('clear-points', ['backspace', 'delete'], 'Delete', 'Take both points away'),
      key('download', ['x'], 'X', 'Download what lies between the points'),
      key('marks', ['e'], 'E', 'List of events'),
    ],
  },
  {
    title: 'Page',
    keys: [
      key('layout-1', ['1'], '1', 'One picture'),
      key('layout-4', ['2'], '2', '4 pictures'),
      key('layout-9', ['3'], '3', '9 pictures'),
      key('full-screen', ['f'], 'F', 'Full screen'),
      key('cameras', ['c'], 'C', 'Show or hide the camera list'),
      key('search', ['/'], '/', 'Search cameras'),
      key('leave', ['escape'], 'Esc', 'Let go of the playhead; back from one picture to all'),
    ],
  },
];

/** A handler for every key, for `useShortcuts`. */
export function playbackShortcuts(
  act: (action: PlaybackAction, event: KeyboardEvent) => void,
): Record<string, (event: KeyboardEvent) => void> {
  return Object.fromEntries(
    playbackKeyGroups
      .flatMap(({ keys }) => keys)
      .flatMap(({ keys, action }) =>
        keys.map((name) => [name, (event: KeyboardEvent): void => act(action, event)] as const),
      ),
  );
}

/** The key of an action as it stands on the keyboard, for hints on buttons. */
export function keyOf(action: PlaybackAction): string {
  return (
    playbackKeyGroups.flatMap(({ keys }) => keys).find((one) => one.action === action)?.shown ?? ''
  );
}

function key(
  action: PlaybackAction,
  keys: readonly string[],
  shown: string,
  words: string,
): PlaybackKey {
  return { action, keys, shown, words };
}
