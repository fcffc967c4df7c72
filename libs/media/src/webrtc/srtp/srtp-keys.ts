/** What DTLS gives for one direction of SRTP (RFC 5764 section 4.2): 16 and 14 bytes. */
export type SrtpMaster = { readonly key: Uint8Array; readonly salt: Uint8Array };
