import { marked } from "marked";
import sanitizeHtml from "sanitize-html";
import type { ResourceClassSetup } from "@arena/sdk";

type Deployment = NonNullable<ResourceClassSetup["deployment"]>;
type Tab = Deployment["tabs"][number];
/** `html`: what the Markdown renders to, with nothing in it that could act; null for other languages. */
export interface SetupTab extends Pick<Tab, "name" | "language" | "content"> {
  readonly html: string | null;
}
export interface SetupAnswer {
  readonly keys: NonNullable<ResourceClassSetup["keys"]>;
  readonly deployment: Omit<Deployment, "tabs"> & { readonly tabs: readonly SetupTab[] };
}

/** What the Config panel shows. Null: this visitor may not see it. */
export function setupAnswer(setup: ResourceClassSetup): SetupAnswer | null {
  const { keys, deployment } = setup;
  if (keys === null || deployment === null) return null;
  const tabs = deployment.tabs.map((tab) => ({
    ...tab,
    html: tab.language === "markdown" && tab.content.trim() !== "" ? renderMarkdown(tab.content) : null,
  }));
  return { keys, deployment: { ...deployment, tabs } };
}

/** Headings begin under those of the panel. */
const LOWERED: Readonly<Record<string, string>> = { h1: "h4", h2: "h5", h3: "h6", h4: "h6", h5: "h6" };

export function renderMarkdown(text: string): string {
  return sanitizeHtml(marked.parse(text, { async: false, gfm: true }), {
    allowedTags: [
      ...["h4", "h5", "h6", "p", "ul", "ol", "li", "pre", "code", "blockquote", "strong", "em", "del", "a", "hr", "br"],
      ...["table", "thead", "tbody", "tr", "th", "td"],
    ],
    allowedAttributes: { a: ["href", "rel", "target"], pre: ["tabindex"], th: ["scope"], ol: ["start"] },
    allowedSchemes: ["http", "https", "mailto"],
    allowProtocolRelative: false,
    transformTags: {
      ...LOWERED,
      a: sanitizeHtml.simpleTransform("a", { rel: "noopener noreferrer", target: "_blank" }),
      // It scrolls, so it takes the focus.
      pre: sanitizeHtml.simpleTransform("pre", { tabindex: "0" }),
    },
  });
}
