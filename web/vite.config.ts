import adapter from "@sveltejs/adapter-node";
import { sveltekit } from "@sveltejs/kit/vite";
import { defineConfig } from "vite";

/** `ARENA_SERVER=http://localhost:4000 PORT=4000 npx vite dev`: pages from here, everything else from a server that runs. */
const server = process.env["ARENA_SERVER"];
const proxied = server ? { target: server, changeOrigin: true, ws: true, headers: { origin: server } } : null;

/** Scripts of this origin alone. Styles may stand in elements: charts and floating menus place themselves by them. */
const csp = {
  mode: "nonce" as const,
  directives: {
    "default-src": ["self" as const],
    "style-src": ["self" as const, "unsafe-inline" as const],
    "img-src": ["self" as const, "data:" as const],
    "font-src": ["self" as const, "data:" as const],
    "connect-src": ["self" as const],
    "object-src": ["none" as const],
    "base-uri": ["self" as const],
    "form-action": ["self" as const],
    "frame-ancestors": ["none" as const],
  },
};

export default defineConfig({
  plugins: [sveltekit({ adapter: adapter({ precompress: true }), compilerOptions: { runes: true }, csp })],
  ...(proxied ? { server: { proxy: { "/graphql": proxied, "/api": proxied } } } : {}),
});
