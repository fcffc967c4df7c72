const words: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program uses this port',
  EACCES: 'the system does not allow this port to this program',
  EPERM: 'the system does not allow this port to this program',
  EADDRNOTAVAIL: 'this machine does not have this address',
  EAFNOSUPPORT: 'this machine does not have addresses of this kind',
  ENOTFOUND: 'the name of this address is not known',
  EAI_AGAIN: 'the name of this address could not be looked up',
  EMFILE: 'this program has too many files and connections open',
  ENFILE: 'this machine has too many files and connections open',
};

/** Why a port cannot be listened on, in words. */
export function listenFailureInWords(error: Error): string {
  const code = 'code' in error ? String(error.code) : '';
  return words[code] ?? `it failed${code === '' ? '' : ` (${code})`}`;
}
