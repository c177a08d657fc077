export interface CodePart {
  readonly kind: "key" | "plain" | "comment";
  readonly text: string;
}

const KEY = /^(\s*(?:- )*)([^\s#"'{}[\]][^#"'{}[\]]*?|"[^"]*"|'[^']*')(\s*[:=])(?=\s|$)/;
const COMMENT = /(^|\s)#.*$/;

/** One line of YAML or of a WireGuard configuration, coloured: never more than colour, the parts joined are the line. */
export function codeParts(line: string): CodePart[] {
  const section = /^\[.*\]$/.test(line);
  if (section) return [{ kind: "key", text: line }];
  const comment = COMMENT.exec(line);
  const body = comment === null ? line : line.slice(0, comment.index);
  const key = KEY.exec(body);
  const parts: CodePart[] =
    key === null
      ? [{ kind: "plain", text: body }]
      : [
          { kind: "plain", text: key[1]! },
          { kind: "key", text: key[2]! },
          { kind: "plain", text: body.slice(key[1]!.length + key[2]!.length) },
        ];
  if (comment !== null) parts.push({ kind: "comment", text: line.slice(comment.index) });
  return parts.filter(({ text }) => text !== "");
}
