import { useCallback, useState } from 'react';

/**
 * A text that outlives the page: kept in the given storage under `key`, `initial` until first set.
 * Where the browser forbids storage the text lives as long as the page.
 */
export function useStored(
  storage: 'local' | 'session',
  key: string,
  initial: string,
): [string, (value: string) => void] {
  const [value, setValue] = useState(() => read(storage, key) ?? initial);
  const store = useCallback(
    (next: string) => {
      setValue(next);
      write(storage, key, next);
    },
    [storage, key],
  );
  return [value, store];
}

function read(storage: 'local' | 'session', key: string): string | null {
  try {
    return open(storage).getItem(key);
  } catch {
    return null;
  }
}

function write(storage: 'local' | 'session', key: string, value: string): void {
  try {
    open(storage).setItem(key, value);
  } catch {
    // A full or forbidden storage costs the memory of a preference, nothing more.
  }
}

function open(storage: 'local' | 'session'): Storage {
  return storage === 'local' ? localStorage : sessionStorage;
}
