export function load({ locals, depends }) {
  depends("arena:viewer");
  return { viewer: locals.viewer };
}
