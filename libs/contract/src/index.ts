export * from './alarm.js';
export * from './camera.js';
export * from './doctor.js';
export * from './playback.js';
export * from './problem.js';
export * from './recorder.js';
export type * from './socket-events.js';
export * from './user.js';
export * from './viewing.js';
