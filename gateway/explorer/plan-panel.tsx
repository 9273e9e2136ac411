import { useState } from 'react';
import type { Answer } from './answer.ts';
import { ChevronIcon } from './icons.tsx';
import { count, duration } from './measure.ts';
import { PlanFetches } from './plan-fetches.tsx';
import { PlanResizer } from './plan-resizer.tsx';
import { useStored } from './use-stored.ts';

export interface PlanPanelProps {
  /** The last answer, or null before the first. */
  readonly answer: Answer | null;
  /** Whether explanations are asked for. */
  readonly explain: boolean;
}

/** Under the response: how the answer came about. Totals first, then each fetch with its statements, then the plan. */
export function PlanPanel({ answer, explain }: PlanPanelProps) {
  const [shown, setShown] = useStored('local', 'leadmetrics.plan', 'open');
  const [height, setHeight] = useState(46);
  const isOpen = shown === 'open';
  return (
    <section
      className="plan"
      aria-label="Plan"
      data-testid="plan-panel"
      data-state={stateOf(answer)}
      style={isOpen ? { height: `${height}%` } : undefined}
    >
      {isOpen && <PlanResizer height={height} onResize={setHeight} />}
      <div className="plan-head">
        <button type="button" aria-expanded={isOpen} onClick={() => setShown(isOpen ? 'closed' : 'open')}>
          Plan <ChevronIcon />
        </button>
        <span className="plan-totals" role="status" data-testid="plan-totals">
          {answer && totals(answer)}
        </span>
      </div>
      {isOpen && (
        <div className="plan-body">
          <PlanBody answer={answer} explain={explain} />
        </div>
      )}
    </section>
  );
}

function PlanBody({ answer, explain }: PlanPanelProps) {
  if (answer?.explanation) {
    const { explanation } = answer;
    return (
      <>
        <PlanFetches explanation={explanation} />
        <h2 className="plan-heading">Query plan</h2>
        <pre className="plan-text" data-testid="plan-text" tabIndex={0}>
          {explanation.plan.trim()}
        </pre>
      </>
    );
  }
  if (!explain)
    return <p className="plan-hint">Explain is off. Turn it on above to see how the next answer comes about.</p>;
  if (answer === null)
    return <p className="plan-hint">Run an operation to see which subgraphs answer it, and with which statements.</p>;
  if (answer.problem !== null) return <p className="plan-hint">There is no plan, because the request failed.</p>;
  return (
    <p className="plan-hint">
      The answer came without a plan. The gateway tells it outside production, and to super admins.
    </p>
  );
}

function stateOf(answer: Answer | null): 'empty' | 'plain' | 'explained' | 'failed' {
  if (answer === null) return 'empty';
  if (answer.problem !== null) return 'failed';
  return answer.explanation === null ? 'plain' : 'explained';
}

function totals({ explanation, errors, milliseconds, status }: Answer): string {
  const parts = explanation
    ? [
        count(explanation.fetches.length, 'fetch', 'fetches'),
        count(explanation.statements, 'statement'),
        `${duration(explanation.milliseconds)} in the gateway`,
      ]
    : [status === null ? 'no answer' : `status ${status}`];
  return [...parts, `${duration(milliseconds)} in all`, ...(errors > 0 ? [count(errors, 'error')] : [])].join(' · ');
}
