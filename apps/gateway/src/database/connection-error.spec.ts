import { isConnectionError } from './connection-error.js';

const loop: { cause?: unknown } = {};
loop.cause = loop;

describe('isConnectionError', () => {
  it.each([
    ['a refused connection', { code: 'ECONNREFUSED' }, true],
    ['one further down', { cause: { cause: { code: '57P03' } } }, true],
    [
      'a pool that waited too long',
      { message: 'Connection terminated due to connection timeout' },
      true,
    ],
    ['a value that is there already', { code: '23505' }, false],
    ['a chain that ends in itself', loop, false],
    ['no object', 'ECONNREFUSED', false],
    ['nothing', undefined, false],
  ])('%s', (_name, error, expected) => {
    expect(isConnectionError(error)).toBe(expected);
  });
});
