/** Asks for a session; the browser keeps its cookie. */
export function signIn(email: string, password: string): Promise<Response> {
  return fetch("/api/auth/sign-in/email", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, password }),
  });
}
