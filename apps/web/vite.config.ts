import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

/** Where `vite dev` and `vite preview` find a running gateway. */
const gateway = process.env['CASEMENT_GATEWAY'] ?? 'http://127.0.0.1:8080';

export default defineConfig(({ mode }) => ({
  // Every address is relative, so that one build works below any base path (`<base href>` of index.html).
  base: './',
  plugins: [vue()],
  resolve: {
    conditions: [
      '@casement/source',
      'module',
      'browser',
      mode === 'production' ? 'production' : 'development',
    ],
  },
  build: {
    // Inlined data: addresses would ask for `font-src data:` and `img-src data:` in the content security policy.
    assetsInlineLimit: 0,
    sourcemap: true,
    rolldownOptions: {
      output: {
        // The libraries change less often than the page: a browser keeps them over an update.
        codeSplitting: {
          groups: [
            {
              name: 'element-plus',
              test: /node_modules[\\/](element-plus|@element-plus|@floating-ui|@popperjs|async-validator|lodash)/,
            },
            { name: 'vue', test: /node_modules[\\/](@vue|vue|vue-router|pinia)[\\/]/ },
          ],
        },
      },
    },
  },
  server: {
    proxy: { '/api': gateway, '/socket.io': { target: gateway, ws: true } },
  },
}));
