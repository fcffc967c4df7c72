import { toDialError } from '../../net/dial-error.js';

/** How the checks of a certificate fail, as OpenSSL and node name it. */
const certificateWords: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its authority is not known to this machine',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its authority is not known to this machine',
  UNABLE_TO_GET_ISSUER_CERT: 'its authority is not known to this machine',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its authority is not known to this machine',
  CERT_HAS_EXPIRED: 'it has expired',
  CERT_NOT_YET_VALID: 'it is not valid yet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'it is made out for another name',
};

/** Why a destination could not be reached, in words without address or secret. */
export function failureWords(error: unknown): string {
  const why = certificateWords[codeOf(error) ?? ''];
  return why === undefined ? toDialError(error).message : `its certificate is refused: ${why}`;
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) {
    return undefined;
  }
  const { code, cause } = error as { readonly code?: unknown; readonly cause?: unknown };
  return typeof code === 'string' && code in certificateWords ? code : codeOf(cause);
}
