import { parseNvrRequest, ProtocolError } from '@casement/protocol';
import type { NvrRequest } from '@casement/protocol';
import { errorPage } from './answer.js';
import type { PageAnswer } from './answer.js';
import type { CgiRequest, CgiTarget } from './cgi-request.js';

/** A command, or the page that says why the request is none. */
export type ReadCommand =
  | { readonly kind: 'command'; readonly command: NvrRequest }
  | { readonly kind: 'refused'; readonly answer: PageAnswer };

/**
 * Reads a request as a command. What the recorder does not have is 404, what it does not understand 400
 * with the name of the parameter (NV19).
 */
export function readCommand({ method }: CgiRequest, { path, query, cgi }: CgiTarget): ReadCommand {
  if (cgi === undefined) {
    return refused(404, 'The requested file was not found.');
  }
  if (method !== 'GET') {
    return refused(400, `Method ${method}; expected GET.`);
  }
  try {
    return { kind: 'command', command: parseNvrRequest(path, query) };
  } catch (error) {
    if (error instanceof ProtocolError) {
      return refused(error.kind === 'nvr-unknown-cgi' ? 404 : 400, error.message);
    }
    throw error;
  }
}

function refused(status: number, reason: string): ReadCommand {
  return { kind: 'refused', answer: errorPage(status, reason) };
}
