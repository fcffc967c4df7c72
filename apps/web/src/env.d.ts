/// <reference types="vite/client" />

/** For tools that do not read single-file components (the linter); vue-tsc uses the files themselves. */
declare module '*.vue' {
  import type { DefineComponent } from 'vue';
  const component: DefineComponent;
  export { component as default };
}

/** The library without what our playlists do not have (other sound tracks, subtitles, encryption); its types are the same. */
declare module 'hls.js/light' {
  export { default } from 'hls.js';
}
