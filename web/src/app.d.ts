import type { SessionViewer } from "#lib/session/session-viewer.ts";

declare global {
  namespace App {
    interface Error {
      status: number;
      message: string;
      /** What the server logged it under. */
      requestId?: string;
    }
    interface Locals {
      /** Null when nobody is signed in. */
      viewer: SessionViewer | null;
    }
  }
}

export {};
