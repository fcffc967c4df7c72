import { type FeedProblem, MediaFeed } from './media-feed.js';

/** A SourceBuffer that is ready when the test says so. */
class FakeSourceBuffer extends EventTarget {
  updating = false;
  readonly log: string[] = [];
  full = false;

  appendBuffer(data: ArrayBuffer): void {
    if (this.full) {
      throw new DOMException('full', 'QuotaExceededError');
    }
    this.log.push(`append ${data.byteLength}`);
    this.updating = true;
  }

  changeType(type: string): void {
    this.log.push(`type ${type}`);
  }

  remove(from: number, to: number): void {
    this.log.push(`remove ${from} ${to}`);
    this.updating = true;
  }

  done(): void {
    this.updating = false;
    this.dispatchEvent(new Event('updateend'));
  }
}

class FakeMediaSource extends EventTarget {
  static supported = true;
  static readonly made: FakeMediaSource[] = [];
  readonly buffer = new FakeSourceBuffer();

  constructor() {
    super();
    FakeMediaSource.made.push(this);
  }

  static isTypeSupported(): boolean {
    return FakeMediaSource.supported;
  }

  addSourceBuffer(): FakeSourceBuffer {
    return this.buffer;
  }
}

const video = 'video/mp4; codecs="avc1.4d401f"';
const otherVideo = 'video/mp4; codecs="hvc1.1.6.L93.B0"';
const withSound = 'video/mp4; codecs="avc1.4d401f,mp4a.40.2"';

function feed() {
  const element = document.createElement('video');
  const state = { ranges: [] as [number, number][], currentTime: 0, playbackRate: 1 };
  Object.defineProperties(element, {
    buffered: {
      get: () => ({
        length: state.ranges.length,
        start: (index: number) => state.ranges[index]?.[0] ?? 0,
        end: (index: number) => state.ranges[index]?.[1] ?? 0,
      }),
    },
    currentTime: {
      get: () => state.currentTime,
      set: (next: number) => {
        state.currentTime = next;
      },
    },
  });
  const problems: FeedProblem[] = [];
  const made = new MediaFeed(element, (problem) => problems.push(problem));
  const open = (): FakeSourceBuffer => {
    const source = FakeMediaSource.made.at(-1);
    source?.dispatchEvent(new Event('sourceopen'));
    return source?.buffer ?? new FakeSourceBuffer();
  };
  return { made, element, state, problems, open };
}

describe('MediaFeed', () => {
  beforeEach(() => {
    FakeMediaSource.made.length = 0;
    FakeMediaSource.supported = true;
    Object.assign(globalThis, { MediaSource: FakeMediaSource });
    Object.assign(URL, { createObjectURL: () => 'blob:x', revokeObjectURL: () => undefined });
  });

  it('appends one after the other, in order, once the source is open', () => {
    const { made, open } = feed();
    made.start(video);
    made.append(new ArrayBuffer(1));
    made.append(new ArrayBuffer(2));
    const buffer = open();
    expect(buffer.log).toEqual(['append 1']);
    buffer.done();
    expect(buffer.log).toEqual(['append 1', 'append 2']);
  });

  it('takes over another codec in place, and other tracks by another source', () => {
    const { made, open } = feed();
    made.start(video);
    const buffer = open();
    made.append(new ArrayBuffer(1));
    made.start(otherVideo);
    made.append(new ArrayBuffer(2));
    buffer.done();
    expect(buffer.log).toEqual(['append 1', `type ${otherVideo}`, 'append 2']);
    buffer.done();
    made.start(withSound);
    expect(FakeMediaSource.made).toHaveLength(2);
    made.append(new ArrayBuffer(3));
    expect(open().log).toEqual(['append 3']);
  });

  it('jumps to the edge, plays faster when behind, and lets go of the past', () => {
    const { made, open, state, element } = feed();
    made.start(video);
    const buffer = open();
    made.append(new ArrayBuffer(1));
    state.ranges = [[50, 60]];
    buffer.done();
    expect(state.currentTime).toBeCloseTo(59.7);
    state.ranges = [[50, 61]];
    element.dispatchEvent(new Event('timeupdate'));
    expect(element.playbackRate).toBeGreaterThan(1);
    expect(made.aheadS).toBeCloseTo(1.3);
    state.ranges = [[40, 60]];
    element.dispatchEvent(new Event('timeupdate'));
    expect(buffer.log.at(-1)).toMatch(/^remove 0 49\.7/);
  });

  it('keeps more ahead after stalls', () => {
    const { made, open, state, element } = feed();
    made.start(video);
    const buffer = open();
    for (let stall = 0; stall < 20; stall += 1) {
      element.dispatchEvent(new Event('waiting'));
    }
    made.append(new ArrayBuffer(1));
    state.ranges = [[50, 60]];
    buffer.done();
    expect(state.currentTime).toBeCloseTo(59);
  });

  it('says when the browser does not play it', () => {
    FakeMediaSource.supported = false;
    const { made, problems } = feed();
    made.start(otherVideo);
    made.append(new ArrayBuffer(1));
    expect(problems).toEqual([
      { kind: 'codec', words: `This browser does not play ${otherVideo}` },
    ]);
  });

  it('says when the memory is full', () => {
    const { made, open, problems } = feed();
    made.start(video);
    open().full = true;
    made.append(new ArrayBuffer(1));
    expect(problems[0]?.kind).toBe('transport');
  });

  it('holds only so much for a browser that does not keep up', () => {
    const { made, problems } = feed();
    made.start(video);
    for (let megabyte = 0; megabyte < 40; megabyte += 1) {
      made.append(new ArrayBuffer(1024 * 1024));
    }
    expect(problems).toHaveLength(1);
    expect(problems[0]?.words).toContain('does not keep up');
  });

  it('does nothing after it was closed', () => {
    const { made, open, problems } = feed();
    made.start(video);
    made.close();
    made.close();
    expect(open().log).toEqual([]);
    made.append(new ArrayBuffer(1));
    expect(problems).toEqual([]);
  });
});
