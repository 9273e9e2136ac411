import type { Explanation } from './explanation.ts';
import { PlanFetch } from './plan-fetch.tsx';

/** How many hues plan.css has for subgraphs. */
const HUES = 7;

/** The subgraph fetches in the order in which they ended, their bars drawn to one scale: the longest of all. */
export function PlanFetches({ explanation: { fetches } }: { readonly explanation: Explanation }) {
  const services = [...new Set(fetches.map(({ service }) => service))].sort();
  const longest = Math.max(...fetches.map(({ milliseconds }) => milliseconds), 0);
  if (fetches.length === 0) return <p className="plan-hint">The gateway answered by itself: no subgraph was asked.</p>;
  return (
    <ol className="fetches">
      {fetches.map((fetch, index) => (
        <PlanFetch
          key={`${index} ${fetch.service} ${fetch.path}`}
          fetch={fetch}
          share={longest === 0 ? 0 : fetch.milliseconds / longest}
          hue={services.indexOf(fetch.service) % HUES}
        />
      ))}
    </ol>
  );
}
