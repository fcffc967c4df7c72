import { DialError } from '../net/dial-error.js';
import type { PieceFolder } from './piece-folder.js';
import { receivePiece } from './piece-transfer.js';
import { answerBytes, type AnswerPart, downloadType } from './testing/download-answer.js';

const bytes = Buffer.from('recording '.repeat(50));
const file = (name: string): readonly AnswerPart[] => [
  { temporary: `${name}.tmp`, body: bytes },
  { previous: `${name}.mp4` },
];
/** As it is sent by who never tells the end. */
const sent = (...parts: readonly AnswerPart[]): Uint8Array =>
  answerBytes(parts).subarray(0, -'--myboundary--\r\n'.length);

/** An answer that stays open behind its chunks, until somebody ends it. */
class OpenAnswer {
  readonly #fail = new AbortController();
  readonly #pieces: readonly Uint8Array[];
  isWaitedFor = false;

  constructor(...pieces: readonly Uint8Array[]) {
    this.#pieces = pieces;
  }

  end(error: Error): void {
    this.#fail.abort(error);
  }

  async *chunks(): AsyncGenerator<Uint8Array> {
    yield* this.#pieces;
    this.isWaitedFor = true;
    await new Promise((_resolve, reject) => {
      this.#fail.signal.addEventListener('abort', () => reject(this.#fail.signal.reason as Error));
    });
  }
}

describe('receivePiece', () => {
  let names: string[];
  let taken: number;

  beforeEach(() => {
    names = [];
    taken = 0;
  });

  const receive = (chunks: AsyncIterable<Uint8Array>, quietMs?: number) => {
    const folder = {
      create: () => Promise.resolve(),
      append: (more: Uint8Array) => {
        taken += more.length;
        return Promise.resolve();
      },
      close: (name: string) => {
        names.push(name);
        return Promise.resolve();
      },
      abandon: () => Promise.resolve(),
    } as unknown as PieceFolder;
    return receivePiece(
      { contentType: downloadType, headers: new Map(), chunks },
      {
        kind: 'MP4',
        piece: {
          number: 0,
          camera: 1,
          startMs: 0,
          endMs: 3_600_000,
          state: 'open',
          reason: null,
          bytes: 0,
          notes: [],
        },
        folder,
        onBytes: () => undefined,
        requireRoom: () => Promise.resolve(),
        quietMs,
      },
    );
  };

  it('6.3.1: the part that names the last file is the end, whether or not the connection ends', async () => {
    const answer = new OpenAnswer(sent(...file('a')));
    expect(await receive(answer.chunks(), 20)).toEqual({ end: 'complete', notes: [] });
    expect([names, taken, answer.isWaitedFor]).toEqual([['a.mp4'], bytes.length, true]);
    // What becomes of the connection later is nobody's error.
    answer.end(new DialError('no-answer', 'it sent nothing more'));
  });

  it('goes on with a file that comes behind it', async () => {
    const answer = new OpenAnswer(sent(...file('a')), sent(...file('b')));
    expect(await receive(answer.chunks(), 20)).toMatchObject({ end: 'complete' });
    expect(names).toEqual(['a.mp4', 'b.mp4']);
  });

  it.each([
    ['within a file', sent({ temporary: 'a.tmp', body: bytes })],
    ['within a part', sent(...file('a')).subarray(0, -30)],
    ['before the next file, which was announced', sent(...file('a'), { temporary: 'b.tmp' })],
  ])('waits for more %s', async (_name, part) => {
    const answer = new OpenAnswer(part);
    const work = receive(answer.chunks(), 1);
    // The silence that a connection may have at most; it is longer than that behind an end.
    setTimeout(() => answer.end(new DialError('no-answer', 'it sent nothing more')), 50);
    await expect(work).rejects.toThrow('it sent nothing more');
  });
});
