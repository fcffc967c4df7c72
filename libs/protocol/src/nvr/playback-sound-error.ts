import { ProtocolError } from '../protocol-error.js';

/** An id as messages show it. */
export function hex(id: number): string {
  return `0x${id.toString(16).padStart(4, '0')}`;
}

/** The error of a sound body that cannot be read. */
export function refused(
  found: string,
  expected: string,
  at: number,
  kind: 'playback-body' | 'playback-empty' = 'playback-body',
): ProtocolError {
  return ProtocolError.unexpected(kind, {
    found,
    expected,
    where: `byte ${String(at)} of a playback sound body`,
  });
}
