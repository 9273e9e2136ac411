import './monaco-workers.ts';
import 'graphiql/style.css';
import './styles.css';
import './top-bar.css';
import './plan.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { loadConfig } from './explorer-config.ts';

const place = document.getElementById('root');
if (place === null) throw new Error('Expected an element with id "root" in index.html.');
const root = createRoot(place);

try {
  root.render(<App config={await loadConfig(new URL('config.json', import.meta.url))} />);
} catch (error) {
  root.render(
    <p className="start-failure" role="alert">
      {error instanceof Error ? error.message : String(error)}
    </p>,
  );
}
