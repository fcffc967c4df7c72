/** Colours of the theme, as CSS knows them. */
export type TimelineInk = {
  readonly ground: string;
  readonly panel: string;
  readonly line: string;
  readonly lineStrong: string;
  readonly text: string;
  readonly textSoft: string;
  readonly accent: string;
  readonly recorded: string;
  readonly ok: string;
  readonly warn: string;
  readonly bad: string;
  readonly face: string;
};

/** The colours that hold for an element now. */
export function inkOf(element: Element): TimelineInk {
  const style = getComputedStyle(element);
  const of = (name: string): string => style.getPropertyValue(name).trim() || 'gray';
  return {
    ground: of('--ground'),
    panel: of('--panel'),
    line: of('--line'),
    lineStrong: of('--line-strong'),
    text: of('--text'),
    textSoft: of('--text-soft'),
    accent: of('--accent'),
    recorded: of('--accent-fill'),
    ok: of('--ok'),
    warn: of('--warn-ink'),
    bad: of('--bad'),
    face: of('--face'),
  };
}
