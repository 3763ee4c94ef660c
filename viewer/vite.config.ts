import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const root = fileURLToPath(new URL('.', import.meta.url))

/**
 * The design system's CSS asks an outside host for its typeface. A hospital's screen must tell
 * nobody outside that a record is open, so the faces are taken out (Arial stands in), and the
 * build fails if any other outside address is left.
 */
function keepInside(): Plugin {
  return {
    name: 'keep-inside',
    generateBundle(_options, bundle) {
      for (const asset of Object.values(bundle)) {
        if (asset.type !== 'asset' || !asset.fileName.endsWith('.css')) continue
        const css = String(asset.source)
          .replace(/@font-face\s*\{[^}]*\}/g, '')
          .replace(/\/\*# sourceMappingURL[^*]*\*\//g, '')
        if (/url\(["']?(https?:)?\/\//.test(css)) throw new Error('CSS asks an outside host.')
        asset.source = css
      }
    },
  }
}

export default defineConfig({
  root,
  plugins: [react(), keepInside()],
  build: {
    outDir: '../dist/viewer',
    emptyOutDir: true,
    // Inline scripts, styles and files would break the content security policy.
    assetsInlineLimit: 0,
    // The design system's CSS is small already, and has hacks that the minifier refuses.
    cssMinify: false,
    modulePreload: { polyfill: false },
    target: 'es2022',
    reportCompressedSize: false,
  },
})
