import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';

// Through the adapter's own types: the adapter may come with another copy of socket.io than ours.
type CreateServer = IoAdapter['createIOServer'];
type ServerOptions = NonNullable<Parameters<CreateServer>[1]>;

/** socket.io below the base path, without cross-origin access. */
export class SocketIoAdapter extends IoAdapter {
  constructor(
    app: INestApplicationContext,
    readonly path: string,
  ) {
    super(app);
  }

  override createIOServer(port: number, options?: ServerOptions): ReturnType<CreateServer> {
    // Other WebSockets on the same server are somebody else's, and not to be cut off.
    const ours = { path: this.path, serveClient: false, destroyUpgrade: false };
    return super.createIOServer(port, { ...options, ...ours } as ServerOptions);
  }
}
