/** The pages: one entry each, scripts and styles under hashed names in `assets/`. */
import { resolve } from "node:path";
import { defineConfig } from "vite";

const at = (path: string) => resolve(import.meta.dirname, path);

export default defineConfig({
  root: import.meta.dirname,
  build: {
    outDir: at("../../.assets"),
    emptyOutDir: true,
    target: "es2022",
    // The Content-Security-Policy allows no inline script, and images only from ourselves.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        home: at("index.html"),
        counter: at("counter/index.html"),
        book: at("book/index.html"),
        dashboard: at("dashboard/index.html"),
        sw: at("service-worker/sw.ts"),
      },
      output: { entryFileNames: ({ name }) => (name === "sw" ? "sw.js" : "assets/[name]-[hash].js") },
    },
  },
});
