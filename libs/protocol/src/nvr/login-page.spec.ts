import fc from 'fast-check';
import { errorOf, outcomeOf } from '../fixtures/outcome.js';
import { isUid } from '../uid.js';
import { parseLoginPage, serializeLoginPage } from './login-page.js';

describe('parseLoginPage', () => {
  it.each([
    {
      name: 'NV01 the documented page line',
      html: 'this.location.href = "./hdrctl.cgi?UID=13313&HTML=caindex.html"+ RetTempParam();',
      uid: '13313',
    },
    {
      name: 'NV02 19 digits',
      html: '"./hdrctl.cgi?UID=9223372036854775807&HTML=caindex.html"',
      uid: '9223372036854775807',
    },
    { name: 'NV01 the whole documented page', html: serializeLoginPage('13313'), uid: '13313' },
    { name: 'B1 another CGI', html: '<a href="start.cgi?HTML=x&UID=5&A=1">', uid: '5' },
    { name: 'B1 an escaped ampersand', html: '<a href="x.cgi?HTML=x&amp;UID=5">', uid: '5' },
    { name: 'B1 -1 beside the real one', html: 'dlogin.cgi?UID=-1 hdrctl.cgi?UID=7', uid: '7' },
    { name: 'B1 hdrctl.cgi before any other', html: 'a.cgi?UID=1 hdrctl.cgi?UID=7', uid: '7' },
  ])('$name', ({ html, uid }) => {
    expect(parseLoginPage(html)).toBe(uid);
  });

  it.each([
    { name: '20 digits', html: 'hdrctl.cgi?UID=92233720368547758070&HTML=x' },
    { name: 'UID=-1 only', html: 'hdrctl.cgi?UID=-1&HTML=x' },
    { name: 'empty', html: '' },
    { name: 'a login form', html: '<form action="dlogin.cgi"><input name="UID"></form>' },
    { name: 'a page of 1 MiB', html: `${' '.repeat(1024 * 1024)}hdrctl.cgi?UID=1` },
  ])('NV03 $name', ({ html }) => {
    const error = errorOf(() => parseLoginPage(html));
    expect(error.kind).toBe('login-page');
    expect(error.message).not.toContain('9223');
    expect(error.message).toContain(`${String(html.length)} characters`);
  });

  it('property: every UID comes back unchanged, as text', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{1,19}$/u), (uid) => {
        expect(parseLoginPage(serializeLoginPage(uid, 'WJ-NU101'))).toBe(uid);
      }),
    );
  });

  it('property: arbitrary pages give a UID or ProtocolError', () => {
    const piece = fc.constantFrom(
      'hdrctl.cgi',
      '?',
      '&',
      'UID',
      '=',
      '-1',
      '1',
      '99999999',
      '"',
      ' ',
    );
    const html = fc.oneof(
      fc.string(),
      fc.array(piece).map((list) => list.join('')),
    );
    fc.assert(
      fc.property(html, (page) => {
        const outcome = outcomeOf(() => parseLoginPage(page));
        expect(
          'error' in outcome ? outcome.error.kind === 'login-page' : isUid(outcome.value),
        ).toBe(true);
      }),
    );
  });
});
