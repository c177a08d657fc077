/** Ends the session at the server; a page that was open behind it asks to sign in again. */
export async function signOut(): Promise<void> {
  await fetch("/api/auth/sign-out", { method: "POST", headers: { "content-type": "application/json" }, body: "{}" });
  location.assign("/sign-in");
}
