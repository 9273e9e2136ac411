import { formatShortcutForOS, KEY_MAP, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { PlayIcon } from './icons.tsx';

/** Runs the operation under the editor's cursor; closed until the editors are there and while an answer is awaited. */
export function RunButton() {
  const { run } = useGraphiQLActions();
  const hasEditors = useGraphiQL((state) => Boolean(state.queryEditor && state.responseEditor));
  const isRunning = useGraphiQL((state) => state.isFetching);
  const shortcut = formatShortcutForOS(KEY_MAP.runQuery.key, 'Cmd');
  return (
    <button
      type="button"
      className="run"
      data-testid="run"
      disabled={!hasEditors || isRunning}
      title={`Run the operation (${shortcut})`}
      onClick={run}
    >
      <PlayIcon /> {isRunning ? 'Running' : 'Run'}
    </button>
  );
}
