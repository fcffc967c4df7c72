import { parseLoginPage, ProtocolError, serializeLoginPage } from '@casement/protocol';
import { writeHeaderName } from './header-case.js';
import { spoilLoginPage } from './login-page-defect.js';

describe('header case', () => {
  it.each([
    ['upper' as const, 'CONTENT-TYPE'],
    ['lower' as const, 'content-type'],
    ['mixed' as const, 'cOnTeNt-tYpE'],
  ])('%s', (style, expected) => {
    expect(writeHeaderName('Content-Type', style)).toBe(expected);
  });
});

describe('login page defects', () => {
  it.each(['empty', 'no-uid', 'minus-one', 'twenty-digits', 'cut'] as const)(
    'NV03: no UID can be read from the form %s',
    (form) => {
      const page = spoilLoginPage(serializeLoginPage('13313'), form);
      expect(() => parseLoginPage(page)).toThrow(ProtocolError);
    },
  );
});
