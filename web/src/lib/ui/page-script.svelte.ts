/** Whether the page's script runs. Until then a press would be lost without a word, so buttons do not take it. */
class PageScript {
  runs = $state(false);
}

export const pageScript = new PageScript();
