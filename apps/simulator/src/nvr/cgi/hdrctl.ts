import { donePage, errorPage } from '../answer.js';
import type { PageAnswer } from '../answer.js';
import type { PlaybackRequest } from '../playback-request.js';
import type { UidSession } from '../uid-session.js';

/** `hdrctl.cgi` with `SCREEN=16X`: from now on the UID may start live streams (2.1.2.1). */
export function answerSetupLive(session: UidSession): PageAnswer {
  session.setUpLive();
  return donePage();
}

/** `hdrctl.cgi` with a mask or a playback command: playback excludes live on the same UID (1.3). */
export function answerPlayback(session: UidSession, { wants }: PlaybackRequest): PageAnswer {
  if (wants === 'stop') {
    session.stopPlayback();
    return donePage();
  }
  return session.startPlayback()
    ? donePage()
    : errorPage(400, 'This UID streams live; stop the live streams before playback.');
}
