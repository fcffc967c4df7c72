import type { Socket } from 'socket.io-client';

type Listener = (...data: unknown[]) => void;

/** A question of the page that waits for the test's answer. */
export type FakeQuestion = {
  readonly name: string;
  readonly request: unknown;
  readonly answer: (result: unknown) => void;
  readonly fail: (error: Error) => void;
};

/** A socket.io socket whose other end is the test. */
export class FakeSocket {
  active = true;
  connected = false;
  connects = 0;
  /** What was asked and not answered yet, the oldest first. */
  readonly questions: FakeQuestion[] = [];
  readonly #listeners = new Map<string, Listener[]>();

  asSocket(): Socket {
    return this as unknown as Socket;
  }

  on(name: string, listener: Listener): this {
    this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener]);
    return this;
  }

  removeAllListeners(): this {
    this.#listeners.clear();
    return this;
  }

  connect(): this {
    this.connects += 1;
    return this;
  }

  disconnect(): this {
    this.connected = false;
    return this;
  }

  timeout(): this {
    return this;
  }

  async emitWithAck(name: string, request: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.questions.push({ name, request, answer: resolve, fail: reject });
    });
  }

  /** Answers the oldest question. @returns it; undefined when nothing was asked */
  answers(result: unknown): FakeQuestion | undefined {
    const question = this.questions.shift();
    question?.answer(result);
    return question;
  }

  /** The gateway says something. */
  says(name: string, ...data: unknown[]): void {
    for (const listener of this.#listeners.get(name) ?? []) {
      listener(...data);
    }
  }

  becomesConnected(): void {
    this.connected = true;
    this.says('connect');
  }

  breaks(reason = 'transport close'): void {
    this.connected = false;
    for (const question of this.questions.splice(0)) {
      question.fail(new Error('socket has been disconnected'));
    }
    this.says('disconnect', reason);
  }
}
