/** Ends the session at the server. */
export async function endSession(): Promise<void> {
  await fetch("/api/auth/sign-out", { method: "POST", headers: { "content-type": "application/json" }, body: "{}" });
}

/** A page that was open behind it asks to sign in again. */
export async function signOut(): Promise<void> {
  await endSession();
  location.assign("/sign-in");
}
