import { excerpt, excerptOfUrl } from './excerpt.js';
import { ProtocolError } from './protocol-error.js';

describe('ProtocolError', () => {
  it('says what was found, what was expected, and where', () => {
    const cause = new Error('cause');
    const error = ProtocolError.unexpected(
      'query',
      { found: 'no "="', expected: 'name=value', where: 'parameter 2' },
      { parameter: 2 },
      { cause },
    );
    expect(error.message).toBe('no "="; expected name=value (parameter 2)');
    expect(error).toMatchObject({
      kind: 'query',
      name: 'ProtocolError',
      context: { parameter: 2 },
      cause,
    });
  });

  it('masks a UID even if a caller forgets to', () => {
    expect(new ProtocolError('query', 'bad /a?UID=1331344&B=1').message).toBe('bad /a?UID=…44&B=1');
  });
});

describe('excerpt', () => {
  it('shows at most 64 bytes and no control characters', () => {
    expect(excerpt('a\u0000é\nb')).toBe('"a...b"');
    expect(excerpt('x'.repeat(64))).toBe(`"${'x'.repeat(64)}"`);
    expect(excerpt('＝'.repeat(65))).toBe(`"${'.'.repeat(64)}"…`);
  });

  it('hides numbers that may be a UID', () => {
    expect(excerptOfUrl('UID13313')).toBe('"UID*13"');
    expect(excerptOfUrl('17')).toBe('"17"');
    expect(excerptOfUrl('12345678901234567890')).toBe('"*90"');
  });
});
