import { z } from 'zod';

/** How a picture can reach a browser, in the order in which the page tries them. */
export const deliveryWaySchema = z.enum(['webrtc', 'websocket-mse', 'hls', 'mjpeg', 'snapshot']);
export type DeliveryWay = z.infer<typeof deliveryWaySchema>;

/** `context` of the 406 problem: what would work instead. */
export const notAcceptableContextSchema = z.object({ ways: z.array(deliveryWaySchema) });
export type NotAcceptableContext = z.infer<typeof notAcceptableContextSchema>;

/** Paths below `<basePath>`; the page and the gateway build them with the same functions. */
export const paths = {
  api: 'api/v1',
  whep: (recorder: string, camera: number) =>
    `api/v1/recorders/${recorder}/cameras/${camera}/live/whep`,
  cameras: (recorder: string) => `api/v1/recorders/${recorder}/cameras`,
  recorder: (recorder: string) => `api/v1/recorders/${recorder}`,
  recorders: 'api/v1/recorders',
  login: 'api/v1/auth/login',
  logout: 'api/v1/auth/logout',
  me: 'api/v1/auth/me',
  password: 'api/v1/auth/password',
  tokens: 'api/v1/auth/tokens',
  socketIo: 'socket.io',
} as const;
