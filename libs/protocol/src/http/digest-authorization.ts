import { timingSafeEqual } from 'node:crypto';
import { excerpt } from '../excerpt.js';
import { ProtocolError } from '../protocol-error.js';
import { parseAuthGroups } from './auth-parameters.js';
import type { Credentials } from './credentials.js';
import { digestAlgorithm, digestResponse, nonceCountText } from './digest-algorithm.js';
import type { DigestAlgorithm } from './digest-algorithm.js';
import type { DigestChallenge } from './digest-challenge.js';
import { quotedString } from './quoted-string.js';
import { SecretText } from './secret-text.js';

const KIND = 'digest-authorization';
/** `nc` has 8 hexadecimal digits. */
const MAX_NONCE_COUNT = 0xffffffff;

/** What one request needs for its `Authorization` header. */
export type DigestRequestInput = {
  readonly challenge: DigestChallenge;
  readonly credentials: Credentials;
  readonly method: string;
  /** Request target exactly as sent, with its query (NV04). */
  readonly uri: string;
  /** How many requests used this nonce, this one included; from 1. */
  readonly nonceCount: number;
  /** Fresh random text of the client. */
  readonly cnonce: string;
};

/** A client's `Digest` authorization (RFC 7616 3.4), as a server reads it. */
export type DigestAuthorization = {
  readonly username: string;
  readonly realm: string;
  readonly nonce: string;
  readonly uri: string;
  readonly algorithm: DigestAlgorithm;
  /** Never part of a log. */
  readonly response: SecretText;
  readonly opaque?: string;
  readonly qop?: 'auth';
  readonly nonceCount?: number;
  readonly cnonce?: string;
};

/** What a server compares an authorization with; the optional values must be equal when given. */
export type DigestExpectation = {
  readonly authorization: DigestAuthorization;
  readonly method: string;
  readonly password: string;
  readonly username?: string;
  readonly realm?: string;
  readonly nonce?: string;
  readonly uri?: string;
};

/**
 * The value of the `Authorization` header that answers a challenge: RFC 7616 with `qop`, RFC 2069
 * without (NV04, NV05).
 *
 * @throws ProtocolError `digest-authorization` for values that cannot stand in a header
 */
export function createDigestAuthorization(input: DigestRequestInput): string {
  const { challenge, credentials, method, uri, nonceCount, cnonce } = input;
  if (!Number.isInteger(nonceCount) || nonceCount < 1 || nonceCount > MAX_NONCE_COUNT) {
    throw ProtocolError.unexpected(KIND, {
      found: `nonce count ${String(nonceCount)}`,
      expected: `1 to ${String(MAX_NONCE_COUNT)}`,
      where: 'nc',
    });
  }
  const { username } = credentials;
  const response = digestResponse({
    ...challenge,
    username,
    password: credentials.reveal(),
    method,
    uri,
    nonceCount,
    cnonce,
  });
  const quoted = (name: string, value: string): string =>
    `${name}=${quotedString(KIND, name, value)}`;
  // A server that speaks RFC 2069 only may not know the parameter; MD5 is what it assumes anyway.
  const namesAlgorithm = challenge.qop !== undefined || challenge.algorithm !== 'MD5';
  const usesCnonce = challenge.qop !== undefined || challenge.algorithm.endsWith('-sess');
  return `Digest ${[
    usernameParameter(username),
    quoted('realm', challenge.realm),
    quoted('nonce', challenge.nonce),
    quoted('uri', uri),
    ...(namesAlgorithm ? [`algorithm=${challenge.algorithm}`] : []),
    quoted('response', response),
    ...(challenge.qop === undefined ? [] : ['qop=auth', `nc=${nonceCountText(nonceCount)}`]),
    ...(usesCnonce ? [quoted('cnonce', cnonce)] : []),
    ...(challenge.opaque === undefined ? [] : [quoted('opaque', challenge.opaque)]),
  ].join(', ')}`;
}

/**
 * Reads the value of an `Authorization` header on the server side.
 *
 * @throws ProtocolError `digest-authorization` when it is no Digest or a parameter is missing or odd
 */
export function parseDigestAuthorization(header: string): DigestAuthorization {
  const { groups } = parseAuthGroups(header);
  const group = groups.find(({ scheme }) => scheme === 'digest');
  if (group === undefined) {
    // Not even the scheme is repeated: a bare token may stand there, and that is a secret.
    throw problem('scheme', 'another scheme', 'Digest');
  }
  const { parameters } = group;
  const required = (name: string): string => {
    const value = parameters.get(name);
    if (value === undefined) {
      throw problem(name, 'nothing', 'a value');
    }
    return value;
  };
  const algorithm = digestAlgorithm(parameters.get('algorithm'));
  if (algorithm === undefined) {
    throw problem('algorithm', excerpt(required('algorithm')), 'MD5 or SHA-256');
  }
  const opaque = parameters.get('opaque');
  const cnonce = parameters.get('cnonce');
  return {
    username: readUsername(parameters.get('username*')) ?? required('username'),
    realm: required('realm'),
    nonce: required('nonce'),
    uri: required('uri'),
    algorithm,
    response: new SecretText(required('response')),
    ...(opaque === undefined ? {} : { opaque }),
    ...(parameters.has('qop') ? readQop(required) : cnonce === undefined ? {} : { cnonce }),
  };
}

/** True when the authorization was made with this password, and with the other given values. */
export function verifyDigest(expectation: DigestExpectation): boolean {
  const { authorization, method, password } = expectation;
  const agrees =
    (expectation.username ?? authorization.username) === authorization.username &&
    (expectation.realm ?? authorization.realm) === authorization.realm &&
    (expectation.nonce ?? authorization.nonce) === authorization.nonce &&
    (expectation.uri ?? authorization.uri) === authorization.uri;
  const expected = Buffer.from(digestResponse({ ...authorization, method, password }));
  const received = Buffer.from(authorization.response.reveal().toLowerCase());
  return agrees && expected.length === received.length && timingSafeEqual(expected, received);
}

/** A name outside of ASCII takes the extended form of RFC 8187, as RFC 7616 3.4 asks for. */
function usernameParameter(username: string): string {
  if (/[^\x20-\x7e]/u.test(username)) {
    quotedString(KIND, 'username', username);
    return `username*=UTF-8''${percentEncoded(username)}`;
  }
  return `username=${quotedString(KIND, 'username', username)}`;
}

function percentEncoded(text: string): string {
  return Array.from(Buffer.from(text, 'utf8'), (byte) => {
    const character = String.fromCharCode(byte);
    return /[A-Za-z0-9\-._~]/u.test(character)
      ? character
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}

function readUsername(extended: string | undefined): string | undefined {
  if (extended === undefined) {
    return undefined;
  }
  const encoded = /^utf-8'[^']*'(.*)$/iu.exec(extended)?.[1];
  try {
    return decodeURIComponent(encoded ?? '%');
  } catch (error) {
    throw ProtocolError.unexpected(
      KIND,
      {
        found: 'undecodable text',
        expected: "UTF-8'' and percent-encoded UTF-8",
        where: 'username*',
      },
      {},
      { cause: error },
    );
  }
}

function readQop(
  required: (name: string) => string,
): Pick<DigestAuthorization, 'qop' | 'nonceCount' | 'cnonce'> {
  if (required('qop').toLowerCase() !== 'auth') {
    throw problem('qop', excerpt(required('qop')), 'auth');
  }
  const count = required('nc');
  if (!/^[0-9a-f]{8}$/iu.test(count)) {
    throw problem('nc', excerpt(count), '8 hexadecimal digits');
  }
  return { qop: 'auth', nonceCount: Number.parseInt(count, 16), cnonce: required('cnonce') };
}

function problem(parameter: string, found: string, expected: string): ProtocolError {
  return ProtocolError.unexpected(
    KIND,
    { found, expected, where: `${parameter} of Authorization` },
    { parameter },
  );
}
