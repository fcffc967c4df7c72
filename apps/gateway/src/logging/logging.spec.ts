import { PassThrough } from 'node:stream';
import { Credentials } from '@casement/protocol';
import type { CasementConfig } from '../config/config.js';
import { createLogger } from './create-logger.js';
import { NestLogger } from './nest-logger.js';

const start = (log: CasementConfig['log'] = { level: 'info', format: 'json' }) => {
  const stream = new PassThrough();
  let text = '';
  stream.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  const root = createLogger(log, stream);
  const lines = () =>
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { root, nest: new NestLogger(root), lines, text: () => text };
};

const URL_WITH_SECRETS = 'http://admin:hunter2@192.0.2.1/x.cgi?UID=1234567890123456789';

describe('the log', () => {
  it('is one JSON object per line, with time, level and words', () => {
    const { root, lines } = start();
    root.info({ recorder: 'hq' }, 'online');
    root.debug('not at this level');
    expect(lines()).toEqual([
      { level: 'info', time: expect.stringMatching(/^20.*Z$/), recorder: 'hq', msg: 'online' },
    ]);
  });

  it('is text for people where that is wanted', () => {
    const { root, text } = start({ level: 'info', format: 'text' });
    root.warn('a warning');
    expect(text()).toMatch(/WARN.*a warning\n$/);
    expect(text()).not.toContain('{');
  });

  it('has no secrets in it, whoever logs them', () => {
    const { root, nest, text } = start();
    root.info({ password: 'hunter2', recorder: { token: 'hunter2', credentials: 'hunter2' } }, 'a');
    root.info({ who: new Credentials('admin', 'hunter2') }, `dialling ${URL_WITH_SECRETS}`);
    nest.error(new Error(`failed: ${URL_WITH_SECRETS}`), 'Context');
    nest.warn(`lost ${URL_WITH_SECRETS}`, 'Context');
    nest.log({ headers: { cookie: 'hunter2' }, msg: URL_WITH_SECRETS }, 'Context');
    expect(text().split('\n')).toHaveLength(6);
    expect(text()).not.toMatch(/hunter2|1234567890123456789/);
  });

  it('takes errors only by the fields that are known to be harmless', () => {
    const { root, lines } = start();
    const cause = Object.assign(new Error('inner'), { code: 'ECONNREFUSED' });
    const error = Object.assign(new Error('outer', { cause }), {
      kind: 'dial',
      request: { headers: { authorization: 'hunter2' } },
    });
    root.error({ err: error }, 'x');
    root.error({ err: 'only text' }, 'y');
    expect(lines()).toMatchObject([
      {
        err: {
          type: 'Error',
          message: 'outer',
          kind: 'dial',
          stack: expect.stringContaining('logging.spec'),
          cause: { message: 'inner', code: 'ECONNREFUSED' },
        },
      },
      { err: { type: 'string', message: 'only text' } },
    ]);
    expect(Object.keys(lines()[0]?.['err'] as object).sort()).toEqual([
      'cause',
      'kind',
      'message',
      'stack',
      'type',
    ]);
  });
});

describe('NestLogger', () => {
  it('keeps fields, errors and contexts apart', () => {
    const { nest, lines } = start({ level: 'trace', format: 'json' });
    nest.fatal({ err: new Error('a'), msg: 'fatal words' }, 'Process');
    nest.error('words', new Error('b'), 'Room');
    nest.warn('warning', 'Room');
    nest.log({ recorder: 'hq', msg: 'online' });
    nest.debug(42);
    nest.verbose('detail', 'Room');
    expect(lines()).toMatchObject([
      { level: 'fatal', context: 'Process', err: { message: 'a' }, msg: 'fatal words' },
      { level: 'error', context: 'Room', err: { message: 'b' }, msg: 'words' },
      { level: 'warn', context: 'Room', msg: 'warning' },
      { level: 'info', recorder: 'hq', msg: 'online' },
      { level: 'debug', msg: '42' },
      { level: 'trace', context: 'Room', msg: 'detail' },
    ]);
  });

  it('does not tell every route, unless everything is wanted', () => {
    const { nest, lines } = start({ level: 'debug', format: 'json' });
    nest.log('Mapped {/x, GET} route', 'RouterExplorer');
    nest.warn('a duplicate route', 'RouterExplorer');
    expect(lines()).toMatchObject([{ level: 'warn' }]);
    const all = start({ level: 'trace', format: 'json' });
    all.nest.log('Mapped {/x, GET} route', 'RouterExplorer');
    expect(all.lines()).toHaveLength(1);
  });
});
