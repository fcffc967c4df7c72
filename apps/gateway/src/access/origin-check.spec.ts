import fc from 'fast-check';
import { checkOrigin } from './origin-check.js';

describe('checkOrigin', () => {
  it.each([
    ['https://a.example', ['a.example'], true],
    ['https://a.example:443', ['a.example'], true],
    ['http://a.example:8080', ['a.example:8080'], true],
    ['http://[2001:db8::1]:8080', ['[2001:db8::1]:8080'], true],
    ['http://a.example:8080', ['proxy:80', 'a.example:8080'], true],
    ['http://a.example:8080', ['a.example:8081'], false],
    ['https://a.example.evil', ['a.example'], false],
    ['null', ['a.example'], false],
    ['', ['a.example'], false],
    ['https://a.example', [], false],
    ['https://a.example', [''], false],
  ])('%s for %j: %j', (origin, hosts, ok) => {
    expect(checkOrigin({ origin }, hosts).ok).toBe(ok);
  });

  it('never throws, and never takes a stranger for us', () => {
    fc.assert(
      fc.property(fc.string(), fc.webAuthority(), (origin, authority) => {
        expect(checkOrigin({ origin }, [`x${authority}`]).ok && origin.includes('evil')).toBe(
          false,
        );
        expect(checkOrigin({ origin: `https://evil.${authority}` }, [authority]).ok).toBe(false);
      }),
    );
  });
});
