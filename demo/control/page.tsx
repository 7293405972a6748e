/** A fault as the page tells it. */
export interface ToldFault {
  readonly name: string;
  readonly on: boolean;
  readonly does: string;
  readonly shows: string;
}

export const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 2rem auto; max-width: 68rem; padding: 0 1rem; }
h1 { margin-bottom: 0; }
table { border-collapse: collapse; width: 100%; margin: 1.5rem 0; }
th, td { text-align: left; padding: 0.6rem 0.8rem; vertical-align: top; border-bottom: 1px solid #8886; }
tbody th { white-space: nowrap; }
td.on { font-weight: 600; }
button { font: inherit; padding: 0.3rem 0.9rem; min-width: 7rem; white-space: nowrap; cursor: pointer; }
code { font-family: ui-monospace, monospace; }
`;

function FaultRow({ fault }: { readonly fault: ToldFault }) {
  return (
    <tr>
      <th scope="row">{fault.name}</th>
      <td class={fault.on ? 'on' : 'off'}>{fault.on ? 'on' : 'off'}</td>
      <td>{fault.does}</td>
      <td>{fault.shows}</td>
      <td>
        <form method="post" action={`/faults/${fault.name}`}>
          <input type="hidden" name="on" value={fault.on ? 'false' : 'true'} />
          <button type="submit" aria-label={`Switch ${fault.on ? 'off' : 'on'} ${fault.name}`}>
            {`Switch ${fault.on ? 'off' : 'on'}`}
          </button>
        </form>
      </td>
    </tr>
  );
}

/** The control page, rendered on the server; plain forms, no script. */
export function controlPage(faults: readonly ToldFault[], banyan: string) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Faults · Banyan demo</title>
        <link rel="stylesheet" href="/style.css" />
      </head>
      <body>
        <main>
          <h1>What is wrong with the candidate?</h1>
          <p>
            Switch a fault and watch <a href={banyan}>Banyan</a> say so: at once, after 3 s, or, for what
            stays, after some 15 s. Switching off mapping-bug, rounding-bug or dropped-events projects the
            event log anew: what it got wrong heals.
          </p>
          <table>
            <thead>
              <tr>
                <th scope="col">Fault</th>
                <th scope="col">Now</th>
                <th scope="col">What it does</th>
                <th scope="col">What Banyan should show</th>
                <th scope="col">Switch</th>
              </tr>
            </thead>
            <tbody>
              {faults.map((fault) => (
                <FaultRow fault={fault} />
              ))}
            </tbody>
          </table>
          <p>
            The same from a terminal: <code>PUT /faults/lag</code> with <code>{'{"on":false}'}</code>
          </p>
        </main>
      </body>
    </html>
  );
}
