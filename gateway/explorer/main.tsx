import './monaco-workers.ts';
import 'graphiql/style.css';
import './styles.css';
import './top-bar.css';
import './plan.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { loadConfig } from './explorer-config.ts';
import { Issuer, type Session } from './sign-in.ts';

const place = document.getElementById('root');
if (place === null) throw new Error('Expected an element with id "root" in index.html.');
const root = createRoot(place);

try {
  const config = await loadConfig(new URL('config.json', import.meta.url));
  const issuer = config.signIn === null ? null : new Issuer(config.signIn);
  const arrival = await arriveFrom(issuer);
  root.render(<App config={config} issuer={issuer} {...arrival} />);
} catch (error) {
  root.render(
    <p className="start-failure" role="alert">
      {error instanceof Error ? error.message : String(error)}
    </p>,
  );
}

/** The session that the page begins with, or why there is none though the user signed in. */
async function arriveFrom(issuer: Issuer | null): Promise<{ session: Session | null; arrivalProblem: string | null }> {
  try {
    return { session: (await issuer?.comeBack()) ?? null, arrivalProblem: null };
  } catch (error) {
    return { session: null, arrivalProblem: error instanceof Error ? error.message : String(error) };
  }
}
