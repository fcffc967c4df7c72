import type { AddressInfo } from 'node:net';
import { type DynamicModule, Module, UseFilters } from '@nestjs/common';
import { MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { io, type Socket } from 'socket.io-client';
import { ProblemFilter } from '../errors/problem-filter.js';
import { problems } from '../errors/problems.js';
import { startTestGateway, type TestGateway } from '../testing/test-gateway.js';

@UseFilters(ProblemFilter)
@WebSocketGateway({ namespace: 'echo' })
class EchoGateway {
  @SubscribeMessage('echo')
  echo(@MessageBody() text: string): string {
    return text;
  }

  @SubscribeMessage('fail')
  fail(): never {
    throw problems.conflict('test', 'It is what it is.');
  }
}

@Module({ providers: [EchoGateway] })
class EchoModule {}
const echoModule: DynamicModule = { module: EchoModule };

let gateway: TestGateway;
let socket: Socket | undefined;
afterEach(async () => {
  socket?.disconnect();
  await gateway.close();
});

const connect = async (path: string): Promise<Socket> => {
  gateway = await startTestGateway({
    config: { server: { basePath: '/cctv/' } },
    modules: [echoModule],
  });
  await new Promise<void>((resolve) => gateway.server.listen(0, '127.0.0.1', resolve));
  const { port } = gateway.server.address() as AddressInfo;
  return io(`http://127.0.0.1:${port}/echo`, { path, reconnection: false });
};

describe('socket.io', () => {
  it('is below the base path, and tells problems as HTTP does', async () => {
    socket = await connect('/cctv/socket.io');
    expect(await socket.timeout(5_000).emitWithAck('echo', 'hello')).toBe('hello');
    const problem = new Promise((resolve) => socket?.once('exception', resolve));
    socket.emit('fail');
    expect(await problem).toMatchObject({ kind: 'test', status: 409, detail: 'It is what it is.' });
  });

  it('is nowhere else', async () => {
    socket = await connect('/socket.io');
    const error = await new Promise<Error>((resolve) => socket?.once('connect_error', resolve));
    expect(error.message).toMatch(/error/);
  });
});
