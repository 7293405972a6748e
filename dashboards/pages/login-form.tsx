/** Where to go after the login: a path of ours, never another origin (`//host`, `/\host`). */
export function localPath(path: string | undefined): string {
  return path !== undefined && /^\/(?![/\\])[\x21-\x7e]*$/.test(path) && !/^\/log(?:in|out)\b/.test(path)
    ? path
    : '/';
}

/** Asks for a token; it goes into the body of a POST, never into an address. */
export function LoginForm({ to, problem }: { to: string; problem?: string }) {
  return (
    <section class="panel narrow">
      <h1>Log in</h1>
      <p>
        This Banyan asks for a token: one of those under <code>admin.tokens</code> in banyan.yaml. Who runs it
        has the value in the environment variable named there.
      </p>
      <form method="post" action="/login" class="stack">
        <input type="hidden" name="to" value={to} />
        <label for="token">Token</label>
        <input
          id="token"
          name="token"
          type="password"
          autocomplete="current-password"
          required
          autofocus
          aria-describedby={problem === undefined ? undefined : 'login-problem'}
        />
        {problem !== undefined && (
          <p id="login-problem" role="alert" class="refused">
            {problem}
          </p>
        )}
        <button type="submit" class="primary">
          Log in
        </button>
      </form>
    </section>
  );
}
