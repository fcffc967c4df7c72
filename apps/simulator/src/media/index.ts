/** The public face of the simulator's pictures. */
export { FootageError } from './footage-error.js';
export type { FootageErrorKind } from './footage-error.js';
export type { FootageOptions } from './footage-options.js';
export type { LiveFootage } from './live-footage.js';
export { prepareFootage } from './prepare-footage.js';
export type { FootageProgress, PrepareOptions } from './prepare-footage.js';
export { isSceneName, sceneNames } from './scenes/scene.js';
export type { SceneName } from './scenes/scene.js';
export { lampGeometry, stripGeometry } from './band/band-layout.js';
export { readStrip } from './band/strip-reader.js';
export type { StripArea, StripGeometry, StripPicture, StripReading } from './band/strip-reader.js';
export { h264Profiles, pictureCodecs } from './picture-codec.js';
export type { H264Profile, PictureCodec } from './picture-codec.js';
export { prepareSound } from './sound/prepare-sound.js';
export type { SoundFootage, SoundOptions } from './sound/sound-footage.js';
