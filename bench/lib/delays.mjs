// How much later than on the reference stream a picture and its packets came.

/** Recorded packets by picture: [{ timestamp, at (last packet), bytes, complete, packets: [[bytes so far, at]] }]. */
export function pictureTable({ recorded, at, timestamp, length, marker }) {
  const pictures = [];
  let current;
  for (let index = 0; index < recorded; index++) {
    if (current?.timestamp !== timestamp[index]) {
      current = { timestamp: timestamp[index], at: 0, bytes: 0, complete: false, packets: [] };
      pictures.push(current);
    }
    current.bytes += length[index];
    current.at = Math.max(current.at, at[index]);
    current.complete ||= marker[index] === 1;
    current.packets.push([current.bytes, at[index]]);
  }
  // The recording began and ended somewhere inside a picture.
  return pictures.slice(1, -1).filter(({ complete }) => complete);
}

/** Delays in ms: { pictures: last packets, packets: each against the reference packet that brought its last byte }. */
export function delaysOf(reference, pictures) {
  const constant = clockDifference(reference, pictures);
  if (constant === undefined) return { pictures: [], packets: [], unmatched: pictures.length };
  const sent = new Map(reference.map((picture) => [picture.timestamp, picture]));
  const found = { pictures: [], packets: [], unmatched: 0 };
  for (const picture of pictures) {
    const original = sent.get((picture.timestamp - constant) >>> 0);
    if (original === undefined) {
      found.unmatched += 1;
      continue;
    }
    found.pictures.push(picture.at - original.at);
    pushPacketDelays(found.packets, original.packets, picture.packets);
  }
  return found;
}

function pushPacketDelays(delays, original, packets) {
  let index = 0;
  for (const [bytes, at] of packets) {
    while (index + 1 < original.length && original[index][0] < bytes) index += 1;
    delays.push(at - original[index][1]);
  }
}

/**
 * Both count the same 90 kHz clock from different starts. The constant between them is the one at which the sizes of the
 * pictures agree best, among those that put a picture of the middle onto one that was sent up to 5 s before it came and
 * no picture before its time.
 */
function clockDifference(reference, pictures) {
  const middle = pictures[Math.floor(pictures.length / 2)];
  if (!middle) return undefined;
  const sent = new Map(reference.map((picture) => [picture.timestamp, picture]));
  let best;
  for (const { timestamp, at } of reference) {
    if (at > middle.at + 1 || at < middle.at - 5000) continue;
    const constant = (middle.timestamp - timestamp) >>> 0;
    const score = disagreement(sent, pictures, constant);
    if (score < (best?.score ?? Number.POSITIVE_INFINITY)) best = { constant, score };
  }
  return best?.constant;
}

/** Mean relative difference of sizes; infinite when too few have a partner or some came too early. */
function disagreement(sent, pictures, constant) {
  let sum = 0;
  let count = 0;
  let early = 0;
  for (const { timestamp, bytes, at } of pictures) {
    const original = sent.get((timestamp - constant) >>> 0);
    if (original === undefined) continue;
    sum += Math.abs(original.bytes - bytes) / (original.bytes + bytes);
    count += 1;
    if (at < original.at - 2) early += 1;
  }
  return count < pictures.length / 3 || early > count / 100
    ? Number.POSITIVE_INFINITY
    : sum / count;
}
