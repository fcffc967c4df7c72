/// <reference types="vite/client" />

/** For tools that do not read single-file components (the linter); vue-tsc uses the files themselves. */
declare module '*.vue' {
  import type { DefineComponent } from 'vue';
  const component: DefineComponent;
  export { component as default };
}
