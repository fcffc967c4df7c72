import { isUid, OrderedQuery, ProtocolError } from '@casement/protocol';

/** A `hdrctl.cgi` that is about recordings: the mask of cameras, or a playback command (3.2.3-3.2.10). */
export type PlaybackRequest = {
  readonly command: 'playback';
  readonly uid: string;
  /** `stop` makes the UID free for live again (3.1.7). */
  readonly wants: 'play' | 'stop';
};

const commands = [
  'PLAY',
  'BPLAY',
  'PAUSE',
  'NEXTFRAME',
  'PREVFRAME',
  'GOTODATE',
  'FF',
  'REW',
  'STOP',
];

/**
 * Reads the playback side of `hdrctl.cgi` as far as it matters to live streams: which UID plays.
 * `undefined` for a query that is not about playback.
 *
 * @throws {ProtocolError} kind `nvr-request` (answer 400) or `query`
 */
export function parsePlaybackRequest(query: string): PlaybackRequest | undefined {
  const parameters = OrderedQuery.parse(query, 'strict');
  const mask = parameters.get('MASK');
  const playCommand = parameters.get('PLAYCMD');
  if (mask === undefined && playCommand === undefined) {
    return undefined;
  }
  const uid = parameters.get('UID') ?? '';
  requireThat(isUid(uid), 'UID', 'another text', '1 to 19 digits');
  requireThat(mask === undefined || /^[01]{1,128}$/.test(mask), 'MASK', 'another text', '0 and 1');
  requireThat(
    playCommand === undefined || commands.includes(playCommand),
    'PLAYCMD',
    'another text',
    commands.join(', '),
  );
  return { command: 'playback', uid, wants: playCommand === 'STOP' ? 'stop' : 'play' };
}

function requireThat(holds: boolean, parameter: string, found: string, expected: string): void {
  if (!holds) {
    throw ProtocolError.unexpected(
      'nvr-request',
      { found, expected, where: `${parameter} of hdrctl.cgi` },
      { parameter },
    );
  }
}
