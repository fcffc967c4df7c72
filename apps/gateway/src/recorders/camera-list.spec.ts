import { listCameras } from './camera-list.js';

const connections = [
  { number: 1, connection: 'ok' },
  { number: 3, connection: 'error' },
  { number: 5, connection: 'unregistered' },
] as const;

describe('listCameras', () => {
  it("lists the recorder's inputs with made-up names", () => {
    expect(
      listCameras('auto', connections).map(({ name, connection }) => [name, connection]),
    ).toEqual([
      ['Camera 1', 'ok'],
      ['Camera 3', 'error'],
      ['Camera 5', 'unregistered'],
    ]);
  });

  it.each([undefined, null])('assumes sixteen when the recorder names none (%s)', (none) => {
    const cameras = listCameras('auto', none);
    expect(cameras).toHaveLength(16);
    expect(cameras.every(({ connection }) => connection === 'unknown')).toBe(true);
  });

  it('lists what the configuration names, with its names and codecs', () => {
    const configured = [
      { number: 3, name: 'Gate', codec: 'h265', ptzScale: 256, audio: 'off' },
      { number: 9, codec: 'auto', ptzScale: 16 },
    ] as const;
    const all = { audio: 'g711', audioLaw: 'a' } as const;
    expect(listCameras(configured, connections, all)).toEqual([
      {
        number: 3,
        name: 'Gate',
        connection: 'error',
        codec: 'h265',
        ptzScale: 256,
        sound: { codec: 'off', law: 'a', g726BitOrder: 'left' },
      },
      {
        number: 9,
        name: 'Camera 9',
        connection: 'unregistered',
        codec: 'auto',
        ptzScale: 16,
        sound: { codec: 'g711', law: 'a', g726BitOrder: 'left' },
      },
    ]);
    expect(listCameras('auto', connections)[0]?.sound).toEqual({
      codec: 'auto',
      law: 'mu',
      g726BitOrder: 'left',
    });
    expect(listCameras(configured, undefined).map(({ connection }) => connection)).toEqual([
      'unknown',
      'unknown',
    ]);
  });
});
