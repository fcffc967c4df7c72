// A CPU profile of V8 as an icicle chart in SVG: callers above, callees below, width = CPU time, colour = room.

const chartWidth = 1200;
const rowHeight = 17;
const smallestPixels = 1.2;
const deepestRow = 34;

/** Rooms, first match wins: where a script lies and what colour its bars have. */
const rooms = [
  ['garbage collection', '#d9534f', ({ functionName }) => functionName === '(garbage collector)'],
  ['native code', '#9aa5b1', ({ functionName, url }) => url === '' || functionName === '(program)'],
  ['WebAssembly', '#8e6bbf', ({ url }) => url.startsWith('wasm:')],
  ['werift', '#e39b3b', ({ url }) => /node_modules\/werift/.test(url)],
  ['koffi', '#b07fd6', ({ url }) => /node_modules\/koffi/.test(url)],
  ['other packages', '#c9b458', ({ url }) => url.includes('node_modules')],
  ['Node', '#7fb2d9', ({ url }) => url.startsWith('node:')],
  ['media: srtp', '#a05aa8', ({ url }) => /libs\/media\/.*\/webrtc\/srtp\//.test(url)],
  ['media: udp', '#4a86c5', ({ url }) => /libs\/media\/.*\/webrtc\/(udp|mux|stun)\//.test(url)],
  ['media: rtcp', '#5aa9a0', ({ url }) => /libs\/media\/.*\/webrtc\/rtcp\//.test(url)],
  ['media: plane', '#3f9c6b', ({ url }) => /libs\/media\/.*\/webrtc\//.test(url)],
  ['media: gop', '#7bbf6a', ({ url }) => /libs\/media\/.*\/gop\//.test(url)],
  ['media: ingest', '#a9c94f', ({ url }) => /libs\/media\/.*\/(ingest|rtp|codec)\//.test(url)],
  ['protocol, bytes', '#8fae5d', ({ url }) => /libs\/(protocol|bytes|contract)\//.test(url)],
  ['gateway', '#5f7fb8', ({ url }) => /apps\/gateway\//.test(url)],
  ['other', '#bbbbbb', () => true],
];

/** The chart of one or more threads; `title` and `subtitle` stand on top. */
export function flameChart({ title, subtitle, threads }) {
  const panels = threads.map(({ thread, profile }) => ({ thread, ...summarize(profile) }));
  const used = new Set();
  const parts = [];
  let top = 74;
  for (const panel of panels) {
    const { svg, height } = drawPanel(panel, top, used);
    parts.push(svg);
    top += height + 18;
  }
  const legend = drawLegend(used, top);
  const height = top + legend.height + 10;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${chartWidth} ${height}" width="${chartWidth}" height="${height}" font-family="Verdana, DejaVu Sans, sans-serif">
<rect width="100%" height="100%" fill="#ffffff"/>
<text x="10" y="28" font-size="19" fill="#1d2733">${escapeXml(title)}</text>
<text x="10" y="50" font-size="12.5" fill="#55606d">${escapeXml(subtitle)}</text>
${parts.join('\n')}
${legend.svg}
</svg>
`;
}

/** Shares of the busy time by room, largest first: [{ room, share }]. */
export function roomShares(profile) {
  const { root, busyMs } = summarize(profile);
  const sums = new Map();
  const add = (node) => {
    sums.set(node.room[0], (sums.get(node.room[0]) ?? 0) + node.selfMs);
    node.children.forEach(add);
  };
  add(root);
  return [...sums]
    .map(([room, ms]) => ({ room, share: busyMs > 0 ? ms / busyMs : 0 }))
    .filter(({ share }) => share >= 0.001)
    .sort((a, b) => b.share - a.share);
}

/** How much of the recorded time a thread was busy, 0..1. */
export function busyShare(profile) {
  const { busyMs, wallMs } = summarize(profile);
  return busyMs / wallMs;
}

/** Call tree without idle time, calls of the same function merged. */
function summarize({ nodes, samples, timeDeltas, startTime, endTime }) {
  const selfUs = new Map();
  samples.forEach((id, index) => {
    selfUs.set(id, (selfUs.get(id) ?? 0) + (timeDeltas[index + 1] ?? 0));
  });
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const root = merge('all', rooms.at(-1), [nodes[0]], byId, selfUs);
  return { root, busyMs: root.totalMs, wallMs: (endTime - startTime) / 1000 };
}

function merge(name, room, same, byId, selfUs) {
  const groups = new Map();
  let selfMs = 0;
  for (const node of same) {
    selfMs += (selfUs.get(node.id) ?? 0) / 1000;
    for (const id of node.children ?? []) {
      const child = byId.get(id);
      if (child.callFrame.functionName === '(idle)') continue;
      const key = `${child.callFrame.functionName}|${child.callFrame.url}|${child.callFrame.lineNumber}`;
      groups.set(key, [...(groups.get(key) ?? []), child]);
    }
  }
  const children = [...groups.values()]
    .map((group) =>
      merge(labelOf(group[0].callFrame), roomOf(group[0].callFrame), group, byId, selfUs),
    )
    .sort((a, b) => b.totalMs - a.totalMs);
  const totalMs = children.reduce((sum, child) => sum + child.totalMs, selfMs);
  return { name, room, selfMs, totalMs, children };
}

function roomOf(frame) {
  return rooms.find(([, , matches]) => matches(frame));
}

function labelOf({ functionName, url, lineNumber }) {
  const file = url.split('/').at(-1);
  const name = functionName || '(anonymous)';
  return file ? `${name} ${file}:${lineNumber + 1}` : name;
}

function drawPanel({ thread, root, busyMs, wallMs }, top, used) {
  const scale = busyMs > 0 ? (chartWidth - 20) / busyMs : 0;
  const bars = [];
  let deepest = 0;
  const draw = (node, x, depth) => {
    const width = node.totalMs * scale;
    if (width < smallestPixels || depth > deepestRow) return;
    deepest = Math.max(deepest, depth);
    used.add(node.room[0]);
    bars.push(bar(node, x, top + 10 + depth * rowHeight, width, busyMs));
    let left = x;
    for (const child of node.children) {
      draw(child, left, depth + 1);
      left += child.totalMs * scale;
    }
  };
  // The root says nothing: its children are the first row.
  let left = 10;
  for (const child of root.children) {
    draw(child, left, 0);
    left += child.totalMs * scale;
  }
  const words = `Thread ${thread}: busy ${((busyMs / wallMs) * 100).toFixed(1)} % of one core (${busyMs.toFixed(0)} ms of ${(wallMs / 1000).toFixed(1)} s). Full width = 100 % of that busy time.`;
  return {
    svg: `<text x="10" y="${top}" font-size="13" fill="#1d2733">${escapeXml(words)}</text>\n${bars.join('\n')}`,
    height: 10 + (deepest + 1) * rowHeight,
  };
}

function bar({ name, room, totalMs }, x, y, width, busyMs) {
  const share = `${((totalMs / busyMs) * 100).toFixed(1)} %`;
  const letters = Math.floor((width - 6) / 6.1);
  const label = letters >= 7 ? `${name}  ${share}`.slice(0, letters) : '';
  const text = label
    ? `<text x="${(x + 3).toFixed(1)}" y="${y + 12}" font-size="10" fill="#14181d">${escapeXml(label)}</text>`
    : '';
  return `<g><title>${escapeXml(`${name}: ${share}, ${totalMs.toFixed(1)} ms (${room[0]})`)}</title><rect x="${x.toFixed(1)}" y="${y}" width="${Math.max(0.5, width - 0.6).toFixed(1)}" height="${rowHeight - 1}" fill="${room[1]}" rx="1.5"/>${text}</g>`;
}

function drawLegend(used, top) {
  let x = 10;
  let y = top + 4;
  const parts = [];
  for (const [name, color] of rooms.filter(([room]) => used.has(room))) {
    const width = 26 + name.length * 7.2;
    if (x + width > chartWidth - 10) {
      x = 10;
      y += 20;
    }
    parts.push(
      `<rect x="${x}" y="${y}" width="12" height="12" fill="${color}"/><text x="${x + 17}" y="${y + 10.5}" font-size="11.5" fill="#1d2733">${escapeXml(name)}</text>`,
    );
    x += width;
  }
  return { svg: parts.join('\n'), height: y - top + 22 };
}

function escapeXml(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
