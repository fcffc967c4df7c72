import { KeyFrameAnswers } from './key-frame-answers.js';

describe('KeyFrameAnswers', () => {
  it('allows an answer every 500 ms and counts all requests', () => {
    const answers = new KeyFrameAnswers();
    const allowed = [0, 200, 499, 500, 600, 1_000].map((atMs) => {
      const isAllowed = answers.request(atMs);
      if (isAllowed) {
        answers.answer(atMs);
      }
      return isAllowed;
    });
    expect(allowed).toEqual([true, false, false, true, false, true]);
    expect(answers.requests).toBe(6);
    expect(answers.answered).toBe(3);
  });

  it('does not spend the answer on a request that cannot be answered', () => {
    const answers = new KeyFrameAnswers();
    expect(answers.request(0)).toBe(true);
    expect(answers.request(1)).toBe(true);
  });

  it('knows a repeated FIR by its sequence number', () => {
    const answers = new KeyFrameAnswers();
    expect([7, 7, 8, 7].map((number) => answers.isNewFir(number))).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });
});
