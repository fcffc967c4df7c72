import type { CameraTrack, TrackNeed } from './camera-track.js';
import type { GopSeeker } from './gop-seeker.js';
import { planPull } from './cursor-plan.js';
import type { RecorderCursor } from './recorder-cursor.js';
import type { TrackView } from './track-window.js';

/** What somebody needs of the recorder. */
export type SeekerNeed = TrackNeed & { readonly seeker: GopSeeker };

/** A recorder that stands elsewhere is told so long before its pictures are needed: two commands have their pauses. */
const earlyMs = 7_000;

/** Who needs what of the recorder: the tracks, and when they need nothing and nothing runs, a preview. */
export function driveNeeds(
  tracks: readonly CameraTrack[],
  preview: GopSeeker | undefined,
  cursor: RecorderCursor,
  view: TrackView,
): readonly SeekerNeed[] {
  const found = tracks.flatMap((seeker) => {
    const need = seeker.need(view) ?? earlyNeed(seeker, cursor, view);
    return need ? [{ ...need, seeker }] : [];
  });
  const asks = found.length === 0 && !view.running ? preview : undefined;
  const need = asks?.need(view);
  return asks && need ? [{ ...need, seeker: asks }] : found;
}

/** What is not needed yet, when the recorder has to be sent there first or it is not sure that it is there. */
function earlyNeed(
  seeker: GopSeeker,
  cursor: RecorderCursor,
  view: TrackView,
): TrackNeed | undefined {
  const need = view.running ? seeker.soon?.(view, earlyMs) : undefined;
  if (!need || need.need.kind === 'probe' || need.need.kind === 'sample') {
    return undefined;
  }
  // What comes in turn with the next request is asked for when it is needed, and not before.
  const place = cursor.places.get(seeker.camera);
  const isNext =
    place?.kind === 'at' && 'of' in need.need && place.span.startMs === need.need.of.startMs;
  const plan = planPull(cursor, seeker.camera, need.need, need.history);
  return plan.kind === 'pull' && isNext ? undefined : need;
}
