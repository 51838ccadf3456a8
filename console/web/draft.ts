/** What somebody began to write, kept through a reload or a detour until it is sent or thrown away. */
import { useEffect, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';

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

/**
 * What the address names (`?asset=…`) is taken into the form once it is `ready`, and then leaves the address. Only once:
 * a form that is written anew with every drawing never lets the router finish.
 */
export function useFromAddress(ready: boolean, take: () => void): void {
  const [address, setAddress] = useSearchParams();
  const taken = useRef('');
  const named = address.toString();
  useEffect(() => {
    if (!ready || named === taken.current) return;
    taken.current = named;
    if (named === '') return;
    take();
    setAddress({}, { replace: true });
  });
}

function read(key: string): object {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(key) ?? '{}');
    return typeof kept === 'object' && kept !== null ? kept : {};
  } catch {
    return {};
  }
}
