import { ApiProblem, problemFromAnswer, problemFromFailure, wordsOf } from './api-problem.js';

function answer(status: number, body: string, headers: Record<string, string> = {}): Response {
  return {
    status,
    statusText: 'Text',
    headers: new Headers(headers),
    text: () => Promise.resolve(body),
  } as Response;
}

const problem = {
  type: 'about:blank',
  title: 'Conflict',
  status: 409,
  kind: 'recorder-read-only',
  detail: 'Recorder "hq" comes from the configuration file.',
  context: { recorder: 'hq' },
};

describe('problemFromAnswer', () => {
  it('keeps kind, words and context of problem details', async () => {
    const found = await problemFromAnswer(answer(409, JSON.stringify(problem)));
    expect(found).toMatchObject({
      kind: 'recorder-read-only',
      status: 409,
      message: problem.detail,
      context: { recorder: 'hq' },
      retryAfterMs: null,
    });
  });

  it.each([
    [
      '502 of a proxy',
      502,
      '<html><title>502 Bad Gateway</title></html>',
      'The gateway is not ready: the answer was 502 (502 Bad Gateway).',
    ],
    [
      '413 without a body',
      413,
      '',
      'The request was answered with 413 (Text), not by the gateway itself.',
    ],
    [
      'JSON that is no problem',
      500,
      '{"error":"x"}',
      'The gateway is not ready: the answer was 500 (Text).',
    ],
  ])('gives words to %s', async (_name, status, body, words) => {
    const found = await problemFromAnswer(answer(status, body));
    expect(found.message).toBe(words);
    expect(found.kind).toBe('proxy');
  });

  it('reads Retry-After in seconds', async () => {
    expect((await problemFromAnswer(answer(503, '', { 'Retry-After': '7' }))).retryAfterMs).toBe(
      7000,
    );
    expect(
      (await problemFromAnswer(answer(503, '', { 'Retry-After': 'soon' }))).retryAfterMs,
    ).toBeNull();
  });

  it('says that 401 means signed out', async () => {
    expect((await problemFromAnswer(answer(401, ''))).signedOut).toBe(true);
    expect((await problemFromAnswer(answer(403, ''))).signedOut).toBe(false);
  });
});

describe('problemFromFailure', () => {
  it('tells no answer from a late answer', () => {
    expect(problemFromFailure(new TypeError('Failed to fetch'))).toMatchObject({
      kind: 'unreachable',
      status: 0,
    });
    expect(problemFromFailure(new DOMException('late', 'TimeoutError'))).toMatchObject({
      kind: 'timeout',
    });
  });

  it('leaves a problem as it is', () => {
    const found = new ApiProblem({ kind: 'x', status: 400, detail: 'y' });
    expect(problemFromFailure(found)).toBe(found);
  });
});

describe('wordsOf', () => {
  it('finds words for everything', () => {
    expect(wordsOf(new Error('no disk'))).toBe('no disk');
    expect(wordsOf(new Error(''))).toBe('Something went wrong.');
    expect(wordsOf('text')).toBe('Something went wrong.');
  });
});
