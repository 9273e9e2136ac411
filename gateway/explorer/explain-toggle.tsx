export interface ExplainToggleProps {
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}

/** Asks the gateway to tell with each answer how it came about (header `x-leadmetrics-explain`). */
export function ExplainToggle({ on, onChange }: ExplainToggleProps) {
  return (
    <label
      className="switch"
      title="Header x-leadmetrics-explain: the query plan, and every statement behind the answer"
    >
      <input
        type="checkbox"
        role="switch"
        data-testid="explain-toggle"
        checked={on}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span className="switch-track" aria-hidden="true" />
      Explain
    </label>
  );
}
