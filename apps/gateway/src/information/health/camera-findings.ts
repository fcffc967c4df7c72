import { type CameraFacts, found, type HealthFinding } from './health-facts.js';

/** Cameras that the recorder cannot record: registered and not connected (v1.5R1 5.3), or not registered at all. */
export function cameraFindings({ list, isConfigured }: CameraFacts): readonly HealthFinding[] {
  return list.flatMap(({ number, name, connection }) => {
    const camera = name === `Camera ${number}` ? `Camera ${number}` : `Camera ${number}, ${name},`;
    if (connection === 'error') {
      return [found('bad', `${camera} is not connected`, { camera: number })];
    }
    return connection === 'unregistered' && isConfigured
      ? [
          found('attention', `${camera} is set up here, but not registered in the recorder`, {
            camera: number,
          }),
        ]
      : [];
  });
}
