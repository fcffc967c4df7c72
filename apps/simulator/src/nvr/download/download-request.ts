import type { NvrRequest } from '@casement/protocol';

/** A request for files of recordings (6.3.2). */
export type DownloadRequest = Extract<NvrRequest, { command: 'download' }>;

/** What kind of file is asked for. */
export type DownloadKind = DownloadRequest['kind'];
