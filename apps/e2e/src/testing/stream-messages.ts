import { WebSocket } from 'ws';

/** A message of a stream's WebSocket: text, or bytes. */
export type StreamMessage = string | Buffer;

/**
 * Takes the messages of a stream, without a browser, until there are enough of them; closes the connection then.
 *
 * @param enough given all messages so far
 * @throws Error when the connection ends before, with its close code or the status of the answer
 */
export function streamMessages(
  url: string,
  options: { token?: string; limitMs?: number },
  enough: (messages: readonly StreamMessage[]) => boolean,
): Promise<StreamMessage[]> {
  const { token, limitMs = 40_000 } = options;
  return new Promise((resolve, reject) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const socket = new WebSocket(url.replace(/^http/, 'ws'), { headers });
    const messages: StreamMessage[] = [];
    const timer = setTimeout(() => {
      end(new Error(`${messages.length} messages within ${limitMs} ms were not enough`));
    }, limitMs);
    const end = (error?: Error) => {
      clearTimeout(timer);
      socket.removeAllListeners();
      // What comes after this is of no interest.
      socket.on('error', () => undefined);
      socket.terminate();
      if (error) {
        reject(error);
      } else {
        resolve(messages);
      }
    };
    socket.on('message', (data: Buffer, isBinary) => {
      messages.push(isBinary ? data : data.toString());
      if (enough(messages)) {
        end();
      }
    });
    socket.on('close', (code, reason) =>
      end(new Error(`closed with ${code}: ${reason.toString()}`)),
    );
    socket.on('error', (error) => end(error));
  });
}
