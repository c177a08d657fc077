import { expect, test } from "vitest";
import { renderMarkdown, setupAnswer } from "../../src/lib/server/setup-answer.ts";

test("Markdown is rendered, with headings under the panel's", () => {
  const html = renderMarkdown("# Title\n\n## Part\n\n`code`\n\n```\nls\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n");
  expect(html).toContain("<h4>Title</h4>");
  expect(html).toContain("<h5>Part</h5>");
  expect(html).toContain('<pre tabindex="0"><code>ls\n</code></pre>');
  expect(html).toContain("<td>1</td>");
});

test.each([
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  '<a href="javascript:alert(1)">x</a>',
  "[x](javascript:alert(1))",
  "[x](data:text/html,<script>alert(1)</script>)",
  '<p onclick="alert(1)" style="position:fixed">x</p>',
  "<iframe src=https://example.test></iframe>",
  "<form action=https://example.test><input></form>",
  "[x](//example.test)",
  "![x](https://example.test/pixel.png)",
])("nothing acts in %s", (text) => {
  expect(renderMarkdown(text)).not.toMatch(
    /<script|<img|<iframe|<form|<input|on\w+=|style=|href="(javascript|data|\/\/)/i,
  );
});

test("links lead away without a way back", () => {
  expect(renderMarkdown("[docs](https://example.test)")).toContain(
    '<a href="https://example.test" rel="noopener noreferrer" target="_blank">docs</a>',
  );
});

test("only Markdown is rendered; who may not see it gets nothing", () => {
  const deployment = {
    installCommand: "",
    teardownCommand: "",
    clientSettings: [],
    notices: [],
    unavailable: null,
    tabs: [
      { name: "README", language: "markdown", content: "# A" },
      { name: "empty", language: "markdown", content: " " },
      { name: "values.yaml", language: "yaml", content: "# A" },
    ],
  };
  const setup = { __typename: "ResourceClass" as const, id: "1", name: "a", keys: [], deployment };
  expect(setupAnswer(setup)!.deployment.tabs.map(({ html }) => html)).toEqual(["<h4>A</h4>\n", null, null]);
  expect(setupAnswer({ ...setup, deployment: null })).toBeNull();
  expect(setupAnswer({ ...setup, keys: null })).toBeNull();
});
