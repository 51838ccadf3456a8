/** What somebody began to write, kept through a reload or a detour until it is sent or thrown away. */
import { useEffect, useState } from 'react';

/** Kept for this browser tab only. `forget` empties the draft and starts again from `initial`. */
export function useDraft<T extends object>(
  name: string,
  initial: T,
): [T, (change: Partial<T>) => void, () => void] {
  const key = `caretaker.draft.${name}`;
  const [value, setValue] = useState<T>(() => ({ ...initial, ...read(key) }));
  const [touched, setTouched] = useState(false);
  useEffect(() => {
    if (touched) sessionStorage.setItem(key, JSON.stringify(value));
  }, [key, touched, value]);
  const write = (change: Partial<T>) => {
    setTouched(true);
    setValue(before => ({ ...before, ...change }));
  };
  const forget = () => {
    setTouched(false);
    setValue(initial);
    sessionStorage.removeItem(key);
  };
  return [value, write, forget];
}

function read(key: string): object {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(key) ?? '{}');
    return typeof kept === 'object' && kept !== null ? kept : {};
  } catch {
    return {};
  }
}
