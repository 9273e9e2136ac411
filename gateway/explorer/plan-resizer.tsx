import type { KeyboardEvent, PointerEvent } from 'react';

export interface PlanResizerProps {
  /** Height of the panel in percent of its column. */
  readonly height: number;
  readonly onResize: (height: number) => void;
}

const LEAST = 15;
const MOST = 85;
const STEP = 5;

/** The panel's upper edge, to be dragged, or moved with the arrow keys (WAI-ARIA, window splitter). */
export function PlanResizer({ height, onResize }: PlanResizerProps) {
  const resize = (percent: number) => onResize(Math.min(MOST, Math.max(LEAST, percent)));

  function onPointerMove({ currentTarget, pointerId, clientY }: PointerEvent<HTMLDivElement>): void {
    if (!currentTarget.hasPointerCapture(pointerId)) return;
    const column = currentTarget.closest('.graphiql-response')?.getBoundingClientRect();
    if (column) resize(((column.bottom - clientY) / column.height) * 100);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    resize(height + (event.key === 'ArrowUp' ? STEP : -STEP));
  }

  return (
    <div
      className="plan-resizer"
      role="separator"
      aria-orientation="horizontal"
      aria-label="Height of the plan"
      aria-valuenow={Math.round(height)}
      aria-valuemin={LEAST}
      aria-valuemax={MOST}
      tabIndex={0}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
      onKeyDown={onKeyDown}
    />
  );
}
