import { useMemo } from 'react';
import { layOutSql } from './sql-layout.ts';

/** A statement laid out for reading, its keywords in weight. */
export function SqlText({ statement }: { readonly statement: string }) {
  const pieces = useMemo(() => layOutSql(statement), [statement]);
  return (
    <pre className="sql" tabIndex={0}>
      {pieces.map(({ kind, text }, index) => (kind === 'keyword' ? <b key={index}>{text}</b> : text))}
    </pre>
  );
}
