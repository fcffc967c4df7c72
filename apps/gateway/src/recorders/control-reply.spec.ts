import { serializeLoginPage } from '@casement/protocol';
import fc from 'fast-check';
import { ControlReplies, readControlReply } from './control-reply.js';

const html = 'text/html';

describe('readControlReply', () => {
  it.each([
    [200, html, 'OK', 'done', 'fine'],
    [
      200,
      html,
      '<HTML><BODY><H1>200 OK</H1>The command was accepted.</BODY></HTML>',
      'done',
      'fine',
    ],
    [200, '', '', 'done', 'fine'],
    [204, '', '', 'failed', 'fine'],
    [400, html, 'Bad Request', 'refused', 'fine'],
    [401, html, '', 'refused', 'ask'],
    [403, html, '', 'refused', 'ask'],
    [404, html, '', 'refused', 'ask'],
    [408, html, '', 'failed', 'fine'],
    [429, html, '', 'failed', 'fine'],
    [501, html, '', 'refused', 'fine'],
    [503, html, '', 'failed', 'fine'],
    [500, html, '', 'failed', 'doubtful'],
    [302, html, '', 'failed', 'doubtful'],
  ])('%i %s %s: %s', (status, contentType, text, kind, session) => {
    const reading = readControlReply({ status, contentType, text });
    expect(reading.outcome.kind).toBe(kind);
    expect(reading.session).toBe(session);
  });

  it.each([
    ['the login page', serializeLoginPage('7888')],
    ['a form', '<form><input name="p" type=password></form>'],
    ['words', '<p>Please log in again.</p>'],
    ['words', '<p>Your session has expired</p>'],
    ['the title of the main page', '<title>Network Disk Recorder</title>'],
    ['behind many words', `${' '.repeat(10_000)}dlogin.cgi`],
  ])('a page that may be the login page is no success, and is asked about: %s', (_name, text) => {
    expect(readControlReply({ status: 200, contentType: html, text })).toEqual({
      outcome: { kind: 'failed', reason: 'the recorder answered with another page' },
      session: 'ask',
    });
  });

  it('reads anything, and never repeats what the page says', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 999 }),
        fc.string(),
        fc.string(),
        (status, contentType, text) => {
          const { outcome } = readControlReply({ status, contentType, text: `${text}7888` });
          expect(JSON.stringify(outcome)).not.toContain('7888');
        },
      ),
    );
  });
});

describe('ControlReplies', () => {
  const reply = (status: number) => ({ status, contentType: html, text: '' });
  const kinds = (...statuses: readonly number[]): readonly string[] => {
    const replies = new ControlReplies();
    return statuses.map((status) => replies.read(reply(status)).outcome.kind);
  };

  it('takes 204 for "done" from a recorder that never says anything else', () => {
    expect(kinds(204, 204, 204, 204)).toEqual(['failed', 'failed', 'done', 'done']);
    expect(kinds(204, 204, 204, 503, 204)).toEqual(['failed', 'failed', 'done', 'failed', 'done']);
  });

  it('B71 takes it for "busy" from one that has said more', () => {
    expect(kinds(200, 204, 204, 204, 204).slice(1)).toEqual(Array(4).fill('failed'));
    expect(kinds(204, 204, 204, 200, 204, 204, 204).slice(3)).toEqual([
      'done',
      'failed',
      'failed',
      'failed',
    ]);
    expect(kinds(204, 204, 503, 204, 204, 204)).toEqual([
      ...Array<string>(5).fill('failed'),
      'done',
    ]);
  });
});
