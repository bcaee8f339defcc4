import { defineConfig } from 'vite';

/** The page as it ships: beside the compiled simulator, where simulator/page-folder.ts looks for it. */
export default defineConfig({
  // Relative, so that the page also works below a path of somebody's proxy.
  base: './',
  build: {
    outDir: '../../dist/simulator/page',
    emptyOutDir: true,
    // The first with light-dark() in CSS, which must not be rewritten.
    target: ['chrome123', 'firefox121', 'safari17.5'],
    modulePreload: false,
    // The policy of the page allows files of its own and no data: addresses.
    assetsInlineLimit: 0,
    // What is bundled wants its licence to come along.
    license: { fileName: 'licenses.md' },
  },
  // Types know JSX as react-jsx does it; this way of compiling it makes smaller files.
  oxc: {
    jsx: { runtime: 'classic', pragma: 'h', pragmaFrag: 'Group', development: false },
  },
  plugins: [
    {
      name: 'preact-in-tsx',
      enforce: 'pre',
      transform: (code, id) => (id.endsWith('.tsx') ? `import { Fragment as Group, h } from 'preact';${code}` : null),
    },
  ],
  worker: { format: 'es' },
});
