import { STATUS_CODES } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { Line } from '../net/line.js';

/** Header names and values in the order of writing; a name may come twice. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** An answer with a body of known length. */
export type PageAnswer = {
  readonly kind: 'page';
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: string;
};

/** A live stream: the body lasts until somebody ends it. */
export type LiveAnswer = {
  readonly kind: 'live';
  readonly contentType: string;
  /** Starts to write; the result is called when the viewer is gone. */
  readonly open: (response: ServerResponse, line: Line) => () => void;
};

/** Recorded data: a body of known length that may take its time. */
export type DataAnswer = {
  readonly kind: 'data';
  readonly contentType: string;
  readonly body: Uint8Array;
  /** How long the recorder takes for it. */
  readonly delayMs: number;
  /** The length that the header says; default: the true one. */
  readonly statedLength?: number | undefined;
  /** Called once, when the answer is through or nobody waits for it any more. */
  readonly ended: () => void;
};

/** What a request gets. */
export type Answer = PageAnswer | LiveAnswer | DataAnswer;

const htmlHeaders: HeaderList = [
  ['Cache-Control', 'no-cache'],
  ['Content-Type', 'text/html'],
];

/** A page of HTML with status 200, such as the one with a new UID or the list of connections. */
export function htmlPage(body: string): PageAnswer {
  return { kind: 'page', status: 200, headers: htmlHeaders, body };
}

/** A text such as the list of disks (5.2.1). */
export function textPage(body: string): PageAnswer {
  return {
    kind: 'page',
    status: 200,
    headers: [
      ['Cache-Control', 'no-cache'],
      ['Content-Type', 'text/plain'],
    ],
    body,
  };
}

/** The short page that says a command was taken. Nobody documents its wording. */
export function donePage(): PageAnswer {
  return htmlPage(statusPage(200, 'The command was accepted.'));
}

/** A page for a status that is no success, as devices write it (C, finding 10). */
export function errorPage(status: number, reason: string, headers: HeaderList = []): PageAnswer {
  return {
    kind: 'page',
    status,
    headers: [...headers, ...htmlHeaders],
    body: statusPage(status, reason),
  };
}

/** 401 with what the client may answer. */
export function unauthorizedPage(reason: string, challenges: readonly string[]): PageAnswer {
  return errorPage(
    401,
    reason,
    challenges.map((challenge) => ['WWW-Authenticate', challenge] as const),
  );
}

/** 204 and nothing else: asked again too soon, or nothing to send (B71). */
export function noContent(): PageAnswer {
  return { kind: 'page', status: 204, headers: [], body: '' };
}

function statusPage(status: number, reason: string): string {
  const title = `${status} ${STATUS_CODES[status] ?? ''}`.trim();
  const text = reason.replace(/&/g, '&amp;').replace(/</g, '&lt;');
  return [
    '<HTML>',
    `<HEAD><TITLE>${title}</TITLE></HEAD>`,
    `<BODY><H1>${title}</H1>${text}</BODY>`,
    '</HTML>',
    '',
  ].join('\r\n');
}
