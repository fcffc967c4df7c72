import fc from 'fast-check';
import { MediaError } from '../errors/media-error.js';
import { negotiationDefect } from './negotiation-error.js';
import { parseTrickleFragment } from './trickle.js';

describe('parseTrickleFragment', () => {
  it('reads candidates with and without a block around them', () => {
    const candidates = ['1 1 udp 1 192.0.2.7 5000 typ host', '2 1 tcp 1 192.0.2.7 9 typ host'];
    const lines = candidates.map((candidate) => `a=candidate:${candidate}`);
    const text = ['a=ice-ufrag:abcd', 'm=video 9 X 0', 'a=mid:0', ...lines].join('\r\n');
    expect(parseTrickleFragment(`${text}\r\na=end-of-candidates\r\n`)).toEqual({
      usernameFragment: 'abcd',
      candidates,
      endOfCandidates: true,
    });
    expect(parseTrickleFragment(lines.join('\n'))).toEqual({
      usernameFragment: undefined,
      candidates,
      endOfCandidates: false,
    });
  });

  it.each([
    ['a line that is no SDP', '{}', 'unreadable'],
    ['too much', 'a=x\n'.repeat(5_000), 'too-large'],
  ])('refuses %s', (_name, text, defect) => {
    let error: unknown;
    try {
      parseTrickleFragment(text);
    } catch (thrown) {
      error = thrown;
    }
    expect(negotiationDefect(error)).toBe(defect);
  });

  it('throws nothing but its own error', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), fc.string({ maxLength: 50 }), (text, value) => {
        for (const each of [text, `a=candidate:${value}`, `a=ice-ufrag:${value}`]) {
          try {
            expect(parseTrickleFragment(each).candidates.length).toBeLessThanOrEqual(1_000);
          } catch (error) {
            expect(error).toBeInstanceOf(MediaError);
          }
        }
      }),
    );
  });
});
