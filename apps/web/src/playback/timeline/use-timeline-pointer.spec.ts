import { shallowRef } from 'vue';
import { useTimelinePointer } from './use-timeline-pointer.js';
import type { TimeView } from './timeline-scale.js';

/** 1000 pixels are 1000 seconds; the playhead is at 500. */
function pointer() {
  const element = document.createElement('div');
  element.getBoundingClientRect = () => new DOMRect(0, 0, 1_000, 100);
  const sought: number[] = [];
  const views: TimeView[] = [];
  let view: TimeView = { fromMs: 0, toMs: 1_000_000 };
  const made = useTimelinePointer({
    element: shallowRef(element),
    view: () => view,
    headMs: () => 500_000,
    onView: (next) => {
      view = next;
      views.push(next);
    },
    onSeek: (at) => sought.push(at),
  });
  const event = (x: number, more: Partial<PointerEvent> = {}): PointerEvent =>
    ({
      type: 'pointer',
      button: 0,
      pointerId: 1,
      pointerType: 'mouse',
      clientX: x,
      clientY: 80,
      ...more,
    }) as PointerEvent;
  return { ...made, sought, views, event };
}

function wheel(change: Partial<WheelEvent>): WheelEvent {
  return {
    deltaX: 0,
    deltaY: 0,
    deltaMode: 0,
    clientX: 250,
    clientY: 80,
    preventDefault: () => undefined,
    ...change,
  } as WheelEvent;
}

describe('pointer on the timeline', () => {
  it('a click seeks, even one that shakes', () => {
    const { onDown, onMove, onUp, event, sought, views } = pointer();
    onDown(event(200));
    onMove(event(202));
    onUp(event(202));
    expect(sought).toEqual([202_000]);
    expect(views).toEqual([]);
  });

  it('a drag moves along time and seeks nowhere', () => {
    const { onDown, onMove, onUp, event, sought, views } = pointer();
    onDown(event(200));
    onMove(event(300));
    onUp(event(300));
    expect(views.at(-1)).toEqual({ fromMs: -100_000, toMs: 900_000 });
    expect(sought).toEqual([]);
  });

  it.each([
    ['the playhead', 503, 80],
    ['the ruler', 100, 10],
  ])('a drag of %s scrubs, and seeks when it is let go', (_name, x, y) => {
    const { onDown, onMove, onUp, event, sought, views, scrubMs } = pointer();
    onDown(event(x, { clientY: y }));
    onMove(event(700));
    expect(scrubMs.value).toBe(700_000);
    onUp(event(700));
    expect(sought).toEqual([700_000]);
    expect(views).toEqual([]);
    expect(scrubMs.value).toBeNull();
  });

  it('a finger grabs the playhead from farther away than a mouse', () => {
    const { onDown, event, scrubMs, cancel } = pointer();
    onDown(event(515));
    expect(scrubMs.value).toBeNull();
    cancel();
    onDown(event(515, { pointerType: 'touch' }));
    expect(scrubMs.value).toBe(515_000);
  });

  it('lets go of the playhead without seeking', () => {
    const { onDown, onUp, event, sought, cancel } = pointer();
    onDown(event(500));
    cancel();
    onUp(event(600));
    onDown(event(500));
    onUp(event(600, { type: 'pointercancel' }));
    expect(sought).toEqual([]);
  });

  it('two fingers zoom', () => {
    const { onDown, onMove, onUp, event, sought, views } = pointer();
    const finger = (id: number, x: number): PointerEvent =>
      event(x, { pointerId: id, pointerType: 'touch' });
    onDown(finger(1, 100));
    onDown(finger(2, 300));
    onMove(finger(2, 500));
    onUp(finger(2, 500));
    onUp(finger(1, 100));
    expect(views.at(-1)).toEqual({ fromMs: 50_000, toMs: 550_000 });
    expect(sought).toEqual([]);
  });

  it('the wheel zooms around the mouse, and moves sideways', () => {
    const { onWheel, views } = pointer();
    onWheel(wheel({ deltaY: -500 * Math.LN2 }));
    expect(views[0]?.fromMs).toBeCloseTo(125_000);
    expect(views[0]?.toMs).toBeCloseTo(625_000);
    onWheel(wheel({ deltaX: 100 }));
    expect(views[1]?.fromMs).toBeCloseTo(175_000);
    onWheel(wheel({ deltaY: 100, shiftKey: true }));
    expect(views[2]?.fromMs).toBeCloseTo(225_000);
  });

  it('other buttons do nothing; the mouse is followed until it leaves', () => {
    const { onDown, onMove, onUp, onLeave, event, sought, hover } = pointer();
    onDown(event(200, { button: 2 }));
    onUp(event(200, { button: 2 }));
    onMove(event(300));
    expect(hover.value).toEqual({ x: 300, y: 80 });
    onLeave();
    expect(hover.value).toBeNull();
    expect(sought).toEqual([]);
  });
});
