import * as fc from 'fast-check';
import { FakeSocket } from '../testing/fake-socket.js';
import type { FeedMessage } from './feed-message.js';
import { StreamViewer } from './stream-viewer.js';

const limits = { waitingBytes: 100, waitingMs: 1_500, silentMs: 15_000 };
const media = (kind: FeedMessage['kind'], text: string): FeedMessage => ({
  kind,
  data: Buffer.from(text),
  ...(kind === 'key-picture' ? { afterGap: () => Buffer.from(`!${text}`) } : {}),
});
const head: FeedMessage[] = [
  { kind: 'head', data: 'start' },
  { kind: 'head', data: Buffer.from('init') },
];

describe('StreamViewer', () => {
  let nowMs: number;
  let socket: FakeSocket;
  let viewer: StreamViewer;
  beforeEach(() => {
    nowMs = 0;
    socket = new FakeSocket();
    viewer = new StreamViewer(socket, () => nowMs, limits);
  });
  const take = (...messages: FeedMessage[]): void =>
    messages.forEach((message) => viewer.take(message, head));

  it("gives a late viewer everything since the key picture, the feed's own buffers", () => {
    const [key, next] = [media('key-picture', 'K'), media('picture', 'p')];
    viewer.join(head, [key, next]);
    const sound = media('sound', 's');
    take(sound);
    expect(socket.log).toEqual(['start', 'init', 'K', 'p', 's']);
    expect(socket.sent[2]).toBe(key.data);
    expect(socket.sent[4]).toBe(sound.data);
  });

  it('begins with a key picture when there is nothing yet, and counts nothing as dropped', () => {
    viewer.join([], []);
    take(media('sound', 's'), media('picture', 'p'), ...head, media('sound', 's'));
    take(media('key-picture', 'K'), media('picture', 'q'));
    expect(socket.log).toEqual(['start', 'init', 'K', 'q']);
    expect(viewer.figures.dropped).toBe(0);
  });

  it('drops when too many bytes wait, until the next key picture, which says so', () => {
    viewer.join(head, [media('key-picture', 'K')]);
    socket.isStuck = true;
    take(media('picture', 'x'.repeat(101)), media('picture', 'p1'), media('key-picture', 'K1'));
    expect(viewer.figures.dropped).toBe(2);
    socket.drain();
    take(media('picture', 'p2'), media('sound', 's2'), media('key-picture', 'K2'));
    take(media('picture', 'p3'));
    expect(socket.log.slice(4)).toEqual(['!K2', 'p3']);
    expect(viewer.figures.dropped).toBe(4);
  });

  it('drops when something has waited too long, however little it is', () => {
    viewer.join(head, [media('key-picture', 'K')]);
    socket.isStuck = true;
    take(media('picture', 'p1'));
    nowMs = 1_400;
    take(media('picture', 'p2'));
    nowMs = 1_600;
    take(media('picture', 'p3'));
    expect(socket.log.slice(3)).toEqual(['p1', 'p2']);
    expect(viewer.figures.dropped).toBe(1);
  });

  it('tells of a new head when the viewer can take it', () => {
    viewer.join(head, [media('key-picture', 'K')]);
    socket.isStuck = true;
    take(media('picture', 'x'.repeat(101)), media('picture', 'p'));
    take({ kind: 'head', data: 'other' }, media('key-picture', 'K1'));
    socket.drain();
    take(media('key-picture', 'K2'));
    expect(socket.log.slice(4)).toEqual(['start', 'init', '!K2']);
  });

  it('goes on behind a head that says so, and begins anew behind one that does not', () => {
    viewer.join(head, [media('key-picture', 'K')]);
    take({ kind: 'head', data: 'sound', continues: true }, media('picture', 'p1'));
    take({ kind: 'head', data: 'other' }, media('picture', 'p2'), media('key-picture', 'K2'));
    expect(socket.log.slice(3)).toEqual(['sound', 'p1', 'other', 'K2']);
  });

  it('shows a still first when there is too much since the key picture', () => {
    viewer.join(head, [media('key-picture', 'K'), media('picture', 'x'.repeat(200))]);
    take(media('picture', 'p'), media('key-picture', 'K2'));
    expect(socket.log).toEqual(['start', 'init', 'K', '!K2']);
  });

  it('is gone after 15 silent seconds', () => {
    nowMs = 14_000;
    expect(viewer.check()).toBe('there');
    viewer.heard();
    nowMs = 28_000;
    expect(viewer.check()).toBe('there');
    nowMs = 29_000;
    expect(viewer.check()).toBe('gone');
    expect([socket.pings, socket.isTerminated]).toEqual([2, true]);
  });

  it('closes with as much of the reason as fits, in whole characters', () => {
    viewer.close(4406, '„Überlänge“ '.repeat(20));
    const { code, reason } = socket.closed ?? { code: 0, reason: '' };
    expect(code).toBe(4406);
    expect(Buffer.byteLength(reason)).toBeLessThanOrEqual(123);
    expect(Buffer.byteLength(reason)).toBeGreaterThan(115);
    expect(reason).not.toContain('\uFFFD');
  });

  it('never sends a picture whose predecessors are missing, whatever the network does', () => {
    const kinds = ['key-picture', 'picture', 'sound', 'drain', 'stick', 'wait', 'head'] as const;
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...kinds), { maxLength: 200 }), (steps) => {
        nowMs = 0;
        socket = new FakeSocket();
        viewer = new StreamViewer(socket, () => nowMs, limits);
        viewer.join([], []);
        let number = 0;
        for (const step of steps) {
          nowMs += step === 'wait' ? 2_000 : 40;
          if (step === 'drain') {
            socket.drain();
          } else if (step === 'stick') {
            socket.isStuck = true;
          } else if (step === 'head') {
            take({ kind: 'head', data: 'head' });
          } else if (step !== 'wait') {
            number += step === 'sound' ? 0 : 1;
            take(media(step, `${step} ${number} ${'.'.repeat(20)}`));
          }
        }
        let last = -1;
        for (const text of socket.log.filter((each) => each.includes('picture'))) {
          const found = Number(/\d+/.exec(text)?.[0]);
          if (!text.includes('key-picture') && found !== last + 1) {
            return false;
          }
          last = found;
        }
        return socket.bufferedAmount <= limits.waitingBytes + 40;
      }),
    );
  });
});
