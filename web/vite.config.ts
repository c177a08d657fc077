import adapter from "@sveltejs/adapter-node";
import { sveltekit } from "@sveltejs/kit/vite";
import { defineConfig } from "vite";

/** `ARENA_SERVER=http://localhost:4000 PORT=4000 npx vite dev`: pages from here, everything else from a server that runs. */
const server = process.env["ARENA_SERVER"];
const proxied = server ? { target: server, changeOrigin: true, ws: true, headers: { origin: server } } : null;

export default defineConfig({
  plugins: [sveltekit({ adapter: adapter({ precompress: true }), compilerOptions: { runes: true } })],
  ...(proxied ? { server: { proxy: { "/graphql": proxied, "/api": proxied } } } : {}),
});
