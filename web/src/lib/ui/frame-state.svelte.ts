/** What the frame around every page remembers between pages. */
class FrameState {
  drawerOpen = $state(false);
  shortcutsOpen = $state(false);
  searchOpen = $state(false);
}

export const frame = new FrameState();
