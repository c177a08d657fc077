/** Eight levels of nine aliases each: 43 million texts from some hundred characters. */
export function yamlBomb(): string {
  const level = (name: string, of: string): string => `${name}: &${name} [${Array(9).fill(`*${of}`).join(", ")}]`;
  const names = ["a", "b", "c", "d", "e", "f", "g", "h"];
  return [
    `a: &a [${Array(9).fill("lol").join(", ")}]`,
    ...names.slice(1).map((name, at) => level(name, names[at]!)),
  ].join("\n");
}
