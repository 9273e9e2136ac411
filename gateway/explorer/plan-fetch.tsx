import type { Statement, SubgraphFetch } from './explanation.ts';
import { ChevronIcon } from './icons.tsx';
import { count, duration } from './measure.ts';
import { SqlText } from './sql-text.tsx';

export interface PlanFetchProps {
  readonly fetch: SubgraphFetch;
  /** Length of the bar, 0 to 1. */
  readonly share: number;
  /** Number of the subgraph's colour. */
  readonly hue: number;
}

/** One call to a subgraph: a line with its bar, which opens to the statements it made. */
export function PlanFetch({ fetch: { service, path, milliseconds, statements }, share, hue }: PlanFetchProps) {
  return (
    <li className="fetch" data-testid="plan-fetch" data-service={service} data-hue={hue}>
      <details>
        <summary>
          <ChevronIcon />
          <span className="fetch-service">{service}</span>
          <span className="fetch-path" title={path}>
            {path === '' ? 'root' : path}
          </span>
          <span className="fetch-statements">{count(statements.length, 'statement')}</span>
          <span className="fetch-time">{duration(milliseconds)}</span>
          <span className="fetch-bar" aria-hidden="true">
            <span style={{ width: `${(share * 100).toFixed(1)}%` }} />
          </span>
        </summary>
        {statements.length === 0 && <p className="plan-hint">Answered without a statement.</p>}
        <ol className="statements">
          {statements.map((statement, index) => (
            <PlanStatement key={index} {...statement} />
          ))}
        </ol>
      </details>
    </li>
  );
}

function PlanStatement({ text, milliseconds, rows }: Statement) {
  return (
    <li className="statement" data-testid="plan-statement">
      <span className="statement-cost">
        {count(rows, 'row')} · {duration(milliseconds)}
      </span>
      <SqlText statement={text} />
    </li>
  );
}
