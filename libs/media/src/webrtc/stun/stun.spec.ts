import { fromHex, toHex } from '@casement/bytes';
import fc from 'fast-check';
import { MediaError } from '../../errors/media-error.js';
import {
  sampleIpv4Response,
  sampleIpv6Response,
  samplePassword,
  sampleRequest,
} from './fixtures/rfc5769.js';
import { isStunIndication, parseStunRequest } from './parse-stun-request.js';
import { parseStunResponse } from './parse-stun-response.js';
import {
  bindingErrors,
  serializeBindingError,
  serializeBindingIndication,
  serializeBindingRequest,
  serializeBindingSuccess,
} from './serialize-stun.js';
import type { BindingRequest } from './serialize-stun.js';
import { stunFingerprint, verifyStunIntegrity } from './stun-integrity.js';
import { maxStunAttributes, parseStunMessage, stunAttributes } from './stun-message.js';

const transactionId = fromHex('b7e7a701bc34d686fa87dfae');
const usual: BindingRequest = {
  transactionId,
  username: 'ours:theirs',
  password: 'secret',
  role: 'controlling',
  useCandidate: true,
  priority: 0x6e0001ff,
};

/** A STUN request without integrity, of attributes in hex. */
function requestOf(...attributes: string[]): Uint8Array {
  const body = attributes.join('');
  const length = (body.length / 2).toString(16).padStart(4, '0');
  return fromHex(`0001${length}2112a442b7e7a701bc34d686fa87dfae${body}`);
}

describe('RFC 5769 test vectors', () => {
  it('2.1: request', () => {
    expect(parseStunRequest(sampleRequest)).toEqual({
      transactionId,
      username: 'evtj:h6vY',
      localFragment: 'evtj',
      useCandidate: false,
      iceControlling: false,
      iceControlled: true,
      priority: 0x6e0001ff,
      unknownAttributes: [],
    });
    expect(verifyStunIntegrity(sampleRequest, samplePassword)).toBe(true);
    expect(verifyStunIntegrity(sampleRequest, 'another')).toBe(false);
  });

  it.each([
    ['2.2: IPv4 response', sampleIpv4Response, '192.0.2.1'],
    ['2.3: IPv6 response', sampleIpv6Response, '2001:db8:1234:5678:11:2233:4455:6677'],
  ])('%s', (_, response, address) => {
    expect(parseStunResponse(response)).toEqual({
      kind: 'success',
      transactionId,
      mappedAddress: { address, port: 32_853 },
    });
    expect(verifyStunIntegrity(response, samplePassword)).toBe(true);
  });
});

describe('parseStunRequest', () => {
  it('reads what a browser sends', () => {
    expect(parseStunRequest(serializeBindingRequest(usual))).toMatchObject({
      username: 'ours:theirs',
      localFragment: 'ours',
      useCandidate: true,
      iceControlling: true,
      iceControlled: false,
      priority: 0x6e0001ff,
    });
  });

  it('ignores what stands behind MESSAGE-INTEGRITY', () => {
    const signed = requestOf('000800140000000000000000000000000000000000000000', '00250000');
    expect(parseStunRequest(signed)?.useCandidate).toBe(false);
  });

  it('names unknown attributes that must be understood, and only those', () => {
    expect(parseStunRequest(requestOf('00030000', 'c0570000'))?.unknownAttributes).toEqual([3]);
  });

  it('takes the first of repeated attributes', () => {
    const request = requestOf('000600033a612000', '000600033a622000');
    expect(parseStunRequest(request)).toMatchObject({ username: ':a ', localFragment: '' });
  });

  it.each([
    ['an indication', serializeBindingIndication(transactionId)],
    ['a response', sampleIpv4Response],
    ['a cut off message', sampleRequest.subarray(0, 100)],
    ['a wrong cookie', sampleRequest.with(4, 0)],
    ['the length of another message', sampleRequest.with(3, 0x54)],
    ['a length that is no multiple of 4', requestOf('000600').with(3, 3)],
    ['an attribute beyond the end', requestOf('00060005' + '61616161')],
    ['a priority of 2 bytes', requestOf('00240002' + '00000000')],
    ['USE-CANDIDATE with a value', requestOf('00250004' + '00000000')],
    ['a tie breaker of 4 bytes', requestOf('802a0004' + '00000000')],
    ['a user name of 512 bytes', requestOf('00060200' + '61'.repeat(512))],
    ['too many attributes', requestOf('80220000'.repeat(maxStunAttributes + 1))],
    [
      'too many bytes',
      requestOf(`8022${(4_000).toString(16).padStart(4, '0')}`, '00'.repeat(4_000)),
    ],
  ])('%s is none', (_, datagram) => {
    expect(parseStunRequest(datagram)).toBeUndefined();
  });

  it('tells indications apart', () => {
    expect(isStunIndication(serializeBindingIndication(transactionId))).toBe(true);
    expect(isStunIndication(sampleRequest)).toBe(false);
  });
});

describe('verifyStunIntegrity', () => {
  it('refuses a message whose MESSAGE-INTEGRITY is missing, short or changed', () => {
    expect(verifyStunIntegrity(requestOf('00250000'), 'secret')).toBe(false);
    expect(verifyStunIntegrity(requestOf('0008000400000000'), 'secret')).toBe(false);
    const request = serializeBindingRequest(usual);
    // A changed type of FINGERPRINT makes another attribute of it, which nobody has to understand.
    const isType = (at: number): boolean =>
      at - request.length === -8 || at - request.length === -7;
    for (const at of [...request.keys()].filter((each) => !isType(each))) {
      const changed = request.with(at, (request.at(at) ?? 0) ^ 1);
      expect(verifyStunIntegrity(changed, 'secret')).toBe(false);
    }
  });

  it('accepts a message without FINGERPRINT, but not with a wrong, short or early one', () => {
    const request = serializeBindingRequest(usual);
    const bare = request.slice(0, -8);
    bare[3] = bare.length - 20;
    expect(verifyStunIntegrity(bare, 'secret')).toBe(true);
    expect(verifyStunIntegrity(request.with(-1, 0x55), 'secret')).toBe(false);
    const early = requestOf('8028000400000000', '00250000');
    const fingerprint = stunFingerprint(early, 20).toString(16).padStart(8, '0');
    const signed = requestOf(`80280004${fingerprint}`, '00250000');
    expect(verifyStunIntegrity(signed, 'secret')).toBe(false);
    expect(verifyStunIntegrity(requestOf('80280000'), 'secret')).toBe(false);
  });
});

describe('serialize', () => {
  const anyId = fc.uint8Array({ minLength: 12, maxLength: 12 });
  const anyText = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 40 });

  it('binding success: any address survives', () => {
    fc.assert(
      fc.property(
        anyId,
        fc.ipV4(),
        fc.integer({ min: 0, max: 0xffff }),
        anyText,
        (id, address, port, password) => {
          const mappedAddress = { address, port };
          const answer = serializeBindingSuccess({ transactionId: id, mappedAddress, password });
          expect(verifyStunIntegrity(answer, password)).toBe(true);
          expect(parseStunResponse(answer)).toEqual({
            kind: 'success',
            transactionId: id,
            mappedAddress,
          });
        },
      ),
    );
  });

  it('binding request: any fields survive', () => {
    fc.assert(
      fc.property(
        fc.record({
          transactionId: anyId,
          username: anyText,
          password: anyText,
          role: fc.constantFrom('controlling', 'controlled'),
          useCandidate: fc.boolean(),
          priority: fc.integer({ min: 0, max: 0xffff_ffff }),
        }),
        (fields) => {
          const request = serializeBindingRequest(fields);
          expect(verifyStunIntegrity(request, fields.password)).toBe(true);
          expect(parseStunRequest(request)).toMatchObject({
            transactionId: fields.transactionId,
            username: fields.username,
            useCandidate: fields.useCandidate,
            priority: fields.priority,
            iceControlling: fields.role === 'controlling',
          });
        },
      ),
    );
  });

  it.each([bindingErrors.badRequest, bindingErrors.unknownAttribute, bindingErrors.roleConflict])(
    'binding error $code',
    (error) => {
      const unknownAttributes = error.code === 420 ? [3, 0x7fff, 5] : [];
      const refusal = { transactionId, error, unknownAttributes, password: 'secret' };
      const bytes = serializeBindingError(refusal);
      expect(verifyStunIntegrity(bytes, 'secret')).toBe(true);
      expect(parseStunResponse(bytes)).toEqual({
        kind: 'error',
        transactionId,
        ...error,
        unknownAttributes,
      });
    },
  );

  it('refuses a transaction id of another length and an address that is none', () => {
    const bad = { transactionId: new Uint8Array(8), password: '' };
    const mappedAddress = { address: 'localhost', port: 1 };
    expect(() => serializeBindingIndication(bad.transactionId)).toThrow(MediaError);
    expect(() => serializeBindingSuccess({ ...bad, transactionId, mappedAddress })).toThrow(
      MediaError,
    );
  });
});

describe('any bytes', () => {
  const anyBytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    // Sound messages with a few bytes changed reach the inner parsers.
    fc
      .tuple(
        fc.constantFrom(sampleRequest, sampleIpv4Response, sampleIpv6Response),
        fc.array(fc.tuple(fc.nat(107), fc.nat(255)), { maxLength: 4 }),
      )
      .map(([message, changes]) => {
        const changed = message.slice();
        for (const [at, value] of changes) {
          changed.set([value], at % changed.length);
        }
        return changed;
      }),
    fc
      .uint8Array({ maxLength: 80 })
      .map((body) => requestOf(toHex(body.subarray(body.length % 4)))),
  );

  it('never throw, and never verify', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const before = toHex(bytes);
        parseStunRequest(bytes);
        parseStunResponse(bytes);
        const message = parseStunMessage(bytes);
        expect(verifyStunIntegrity(bytes, 'not the password')).toBe(false);
        expect(toHex(bytes)).toBe(before);
        for (const { offset, value } of message?.attributes ?? []) {
          expect(offset + 4 + value.length).toBeLessThanOrEqual(bytes.length);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('an error without a code, a success without an address are no responses', () => {
    expect(parseStunResponse(requestOf().with(0, 1).with(1, 0x01))).toBeUndefined();
    expect(parseStunResponse(requestOf().with(0, 1).with(1, 0x11))).toBeUndefined();
    const odd = requestOf(
      `${stunAttributes.xorMappedAddress.toString(16).padStart(4, '0')}000400010000`,
    );
    expect(parseStunResponse(odd.with(0, 1))).toBeUndefined();
  });
});
