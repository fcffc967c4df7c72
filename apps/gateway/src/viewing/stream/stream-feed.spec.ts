import { frameHeaderBytes, streamNoteSchema, streamStartSchema } from '@casement/contract';
import { FakeCamera, FakeConversions, formats } from '../testing/fake-camera.js';
import { FakeSocket } from '../testing/fake-socket.js';
import { aacUnit, h264Unit, jpegUnit } from '../testing/units.js';
import { FeedBudget } from './feed-budget.js';
import { StreamFeed } from './stream-feed.js';
import { parseStreamQuery } from './stream-query.js';
import { StreamViewer } from './stream-viewer.js';

/** A message in words: a text as JSON, a frame by its header, anything else by its first box. */
const describeMessage = (data: string | Buffer): unknown => {
  if (typeof data === 'string') {
    return JSON.parse(data) as unknown;
  }
  const box = data.toString('latin1', 4, 8);
  return /^(ftyp|moof)$/.test(box)
    ? box
    : { kind: data[0], gap: data[1], atMs: data.readDoubleBE(4) };
};

describe('StreamFeed', () => {
  let camera: FakeCamera;
  let conversions: FakeConversions;
  let over: number;
  let budget: FeedBudget;
  const bugs: unknown[] = [];
  beforeEach(() => {
    camera = new FakeCamera();
    camera.video.format = formats.h264;
    conversions = new FakeConversions();
    over = 0;
    budget = new FeedBudget();
  });
  afterEach(() => expect(bugs).toEqual([]));

  const open = (query: string): StreamFeed => {
    const asked = parseStreamQuery(new URLSearchParams(query));
    const feed = new StreamFeed({
      camera,
      conversions,
      budget,
      query: { ...asked, audio: asked.audio ?? camera.hasAudio === 'yes' },
      onBug: (error) => bugs.push(error),
      onOver: () => (over += 1),
    });
    feed.open();
    return feed;
  };
  const join = (feed: StreamFeed) => {
    const socket = new FakeSocket();
    const leave = feed.join(new StreamViewer(socket, () => 0));
    return { socket, leave, seen: () => socket.sent.map(describeMessage) };
  };

  it('sends fragmented MP4, made once for all, and everything since the key picture to who is late', () => {
    const feed = open('format=fmp4');
    const early = join(feed);
    [0, 1, 2, 3, 4, 5, 6].forEach((index) => camera.video.put(h264Unit(index)));
    const late = join(feed);
    camera.video.put(h264Unit(7));
    const [start, init, ...fragments] = early.seen();
    expect(streamStartSchema.parse(start)).toMatchObject({
      format: 'fmp4',
      mimeType: expect.stringMatching(/^video\/mp4; codecs="avc1\.[0-9a-f]{6}"$/i),
      audio: null,
      converted: null,
    });
    expect(init).toBe('ftyp');
    expect(fragments).toEqual(Array.from({ length: 8 }, () => 'moof'));
    expect(late.seen().slice(2)).toEqual(['moof', 'moof', 'moof']);
    // The very same buffers.
    expect(late.socket.sent[2]).toBe(early.socket.sent[7]);
    expect(late.socket.sent.at(-1)).toBe(early.socket.sent.at(-1));
    early.leave();
    late.leave();
    expect([over, camera.watches, camera.video.takers]).toEqual([1, 0, 0]);
  });

  it('sends frames with their times, and parameter sets in front of key pictures', () => {
    const feed = open('format=frames');
    const { socket, seen } = join(feed);
    [0, 1].forEach((index) => camera.video.put(h264Unit(index, 1_000 + index * 100)));
    const [start, first, second] = seen();
    expect(streamStartSchema.parse(start)).toMatchObject({
      format: 'frames',
      video: expect.stringMatching(/^avc1\./),
      audio: null,
    });
    expect([first, second]).toEqual([
      { kind: 1, gap: 0, atMs: 1_000 },
      { kind: 2, gap: 0, atMs: 1_100 },
    ]);
    const frame = socket.sent[1] as Buffer;
    expect([...frame.subarray(frameHeaderBytes, frameHeaderBytes + 4)]).toEqual([0, 0, 0, 1]);
    expect((frame[frameHeaderBytes + 4] ?? 0) & 0x1f).toBe(7);
  });

  it('sends JPEG pictures as they are', () => {
    camera.video.format = formats.jpeg;
    const { socket, seen } = join(open('format=frames'));
    camera.video.put(jpegUnit(1));
    expect(seen()[0]).toMatchObject({ video: 'jpeg', width: 640, height: 360 });
    expect((socket.sent[1] as Buffer).subarray(frameHeaderBytes)).toEqual(
      Buffer.from(jpegUnit(1).parts[0] ?? []),
    );
  });

  it('adds sound where it is wanted, without an interruption of the pictures', () => {
    camera.hasAudio = 'yes';
    const feed = open('format=frames&audio=1');
    const { seen } = join(feed);
    camera.video.put(h264Unit(0, 500));
    camera.audio.format = { codec: 'aac', sampleRateHz: 48_000, channels: 1 };
    camera.audio.put(aacUnit(0));
    camera.video.put(h264Unit(1, 600));
    const [start, key, again, sound, picture] = seen();
    expect(start).toMatchObject({ audio: null });
    expect(key).toMatchObject({ kind: 1 });
    expect(again).toMatchObject({ audio: { codec: 'mp4a.40.2', sampleRate: 48_000 } });
    expect([sound, picture]).toMatchObject([{ kind: 3 }, { kind: 2 }]);
  });

  it('puts AAC into the MP4 untouched', () => {
    camera.hasAudio = 'yes';
    camera.audio.format = { codec: 'aac', sampleRateHz: 48_000, channels: 1 };
    const { seen } = join(open(''));
    camera.audio.put(aacUnit(0));
    camera.video.put(h264Unit(0));
    expect(seen()[0]).toMatchObject({ audio: 'mp4a.40.2' });
    expect(conversions.made.aac.takers).toBe(0);
  });

  it('goes over to a conversion and says so', () => {
    const { seen } = join(open('video=h264'));
    camera.video.put(h264Unit(0));
    camera.video.format = formats.h265;
    expect([camera.video.takers, conversions.made.h264.takers]).toEqual([0, 1]);
    conversions.made.h264.put(h264Unit(5));
    expect(seen().filter((each) => each === 'moof')).toHaveLength(2);
    camera.video.format = formats.h264;
    expect(conversions.made.h264.takers).toBe(0);
  });

  it('says why nothing comes, and that it comes again', () => {
    camera.video.reason = 'signing in to the recorder';
    const feed = open('');
    const { seen } = join(feed);
    camera.video.reason = 'waiting for the first key frame';
    camera.video.reason = undefined;
    expect(seen().map((note) => streamNoteSchema.parse(note).reason)).toEqual([
      'signing in to the recorder',
      'waiting for the first key frame',
      null,
    ]);
  });

  it('closes when nothing can be made of it, at once and in mid-stream', () => {
    conversions.full = '1 of 1 conversions are running.';
    camera.video.format = formats.jpeg;
    const refused = join(open('video=h264'));
    expect(refused.seen()).toMatchObject([{ format: 'note' }]);
    expect(refused.socket.closed).toMatchObject({
      code: 4406,
      reason: expect.stringContaining('1 of 1'),
    });
    camera.video.format = formats.h264;
    const later = join(open('video=h265,h264'));
    expect(later.socket.closed).toBeUndefined();
    camera.video.format = formats.jpeg;
    expect(later.socket.closed).toMatchObject({ code: 4406 });
    expect([over, camera.watches, camera.video.listeners]).toEqual([2, 0, 0]);
  });

  it('gives back the memory of all feeds when its last client goes', () => {
    const feed = open('format=fmp4');
    const { leave } = join(feed);
    [0, 1, 2].forEach((index) => camera.video.put(h264Unit(index)));
    expect(budget.bytes).toBeGreaterThan(0);
    leave();
    expect(budget.bytes).toBe(0);
  });

  it('closes when the camera is gone', async () => {
    const { socket } = join(open(''));
    await camera.end('the camera is no longer there');
    expect(socket.closed).toEqual({ code: 4404, reason: 'the camera is no longer there' });
    expect(camera.watches).toBe(0);
  });

  it('counts every viewer as one of the camera, whoever goes first', () => {
    const feed = open('');
    const viewers = [join(feed), join(feed), join(feed)];
    expect(camera.watches).toBe(3);
    viewers.shift()?.leave();
    expect(camera.watches).toBe(2);
    camera.video.put(h264Unit(0));
    expect(viewers.every(({ socket }) => socket.sent.length === 3)).toBe(true);
    viewers.forEach(({ leave }) => leave());
    expect([camera.watches, over]).toEqual([0, 1]);
  });
});
