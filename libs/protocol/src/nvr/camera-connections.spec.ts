import fc from 'fast-check';
import { errorOf, outcomeOf } from '../fixtures/outcome.js';
import { parseCameraConnections, serializeCameraConnections } from './camera-connections.js';
import type { CameraConnections } from './camera-connections.js';

const nv31 =
  '<HTML>\r\nCAM_CONNECT_01CH=1\r\nCAM_CONNECT_03CH=2\r\nCAM_CONNECT_05CH=0\r\n' +
  'CAM_CONNECT_128CH=0\r\nMAXUID=16\r\nUSEDUID=1\r\n</HTML>\r\n';

const nv31Value: CameraConnections = {
  cameras: [
    { number: 1, connection: 'ok' },
    { number: 3, connection: 'error' },
    { number: 5, connection: 'unregistered' },
    { number: 128, connection: 'unregistered' },
  ],
  maxUid: 16,
  usedUid: 1,
};

describe('parseCameraConnections', () => {
  it('NV31 states, three-digit channel, and 128 channels for the mask', () => {
    expect(parseCameraConnections(nv31)).toEqual({ ...nv31Value, channels: 128, defects: [] });
    expect(serializeCameraConnections(nv31Value)).toBe(nv31);
  });

  it('has no UID counts when the page has none', () => {
    expect(parseCameraConnections('CAM_CONNECT_02CH=1')).toMatchObject({
      maxUid: null,
      usedUid: null,
      channels: 2,
    });
  });

  it('sorts, and keeps an input whose state nobody documents as one in error', () => {
    expect(parseCameraConnections('CAM_CONNECT_02CH=7\nCAM_CONNECT_01CH=1\nMAXUID=many')).toEqual({
      cameras: [
        { number: 1, connection: 'ok' },
        { number: 2, connection: 'error' },
      ],
      maxUid: null,
      usedUid: null,
      channels: 2,
      defects: ['camera 2 has a state other than 0, 1, 2', 'MAXUID is no number of up to 4 digits'],
    });
  });

  it('drops inputs that cannot exist', () => {
    const { cameras, defects } = parseCameraConnections(
      'CAM_CONNECT_00CH=1\nCAM_CONNECT_129CH=1\nCAM_CONNECT_1CH=1\nCAM_CONNECT_01CH=2\nCAM_CONNECT_1000CH=1',
    );
    expect(cameras).toEqual([{ number: 1, connection: 'ok' }]);
    expect(defects).toHaveLength(3);
  });

  it.each(['', '<html>login</html>', 'MAXUID=16\r\nUSEDUID=1\r\n'])(
    'B62 refuses a page without cameras: %j',
    (page) => {
      expect(errorOf(() => parseCameraConnections(page)).kind).toBe('camera-connections');
    },
  );

  it.each([0, 129, 1.5])('does not write camera %p', (number) => {
    const call = (): string =>
      serializeCameraConnections({
        cameras: [{ number, connection: 'ok' }],
        maxUid: null,
        usedUid: null,
      });
    expect(errorOf(call).kind).toBe('camera-connections');
  });

  it('property: round trip', () => {
    const count = fc.option(fc.nat(9999));
    const connections = fc.record({
      cameras: fc
        .uniqueArray(
          fc.record({
            number: fc.integer({ min: 1, max: 128 }),
            connection: fc.constantFrom('ok' as const, 'error' as const, 'unregistered' as const),
          }),
          { selector: ({ number }) => number, minLength: 1, maxLength: 128 },
        )
        .map((list) => list.sort((a, b) => a.number - b.number)),
      maxUid: count,
      usedUid: count,
    });
    fc.assert(
      fc.property(connections, (value) => {
        expect(parseCameraConnections(serializeCameraConnections(value))).toMatchObject({
          ...value,
          defects: [],
        });
      }),
    );
  });

  it('property: arbitrary pages give at most 128 cameras or ProtocolError', () => {
    const piece = fc.constantFrom(
      'CAM_CONNECT_',
      '1',
      '28',
      '00',
      'CH',
      '=',
      '0',
      '3',
      '\r\n',
      'MAXUID=',
    );
    const page = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 60 }).map((list) => list.join('')),
    );
    fc.assert(
      fc.property(page, (text) => {
        const outcome = outcomeOf(() => parseCameraConnections(text));
        expect('error' in outcome ? 1 : outcome.value.cameras.length).toBeLessThanOrEqual(128);
      }),
    );
  });
});
