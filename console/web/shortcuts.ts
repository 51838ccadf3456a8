/** Single-key shortcuts. They can be switched off (WCAG 2.1.4) and never act while somebody types. */
import { useEffect, useRef } from 'react';

const setting = 'caretaker.shortcuts';

export function shortcutsOn(): boolean {
  return localStorage.getItem(setting) !== 'off';
}

export function setShortcuts(on: boolean): void {
  localStorage.setItem(setting, on ? 'on' : 'off');
}

function isBusy(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return true;
  if (document.querySelector('[role="dialog"]') !== null) return true;
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  const typing = target instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(target.type);
  return typing || target.isContentEditable || target.matches('textarea, select, [role="listbox"] *');
}

/** `useShortcuts({ j: next })`: keys are `KeyboardEvent.key` values. False: not mine, so another list of the page may act. */
export function useShortcuts(keys: Record<string, () => unknown>): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const act = latest.current[event.key];
      if (act === undefined || isBusy(event) || !shortcutsOn()) return;
      if (act() !== false) event.preventDefault();
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, []);
}

const allRows = () => [...document.querySelectorAll<HTMLElement>('[data-row]')];

/** Also when the focus is on something else of the row, such as its checkbox; below 0 where it is on none. */
const focusedAt = (rows: readonly HTMLElement[]) =>
  rows.findIndex(row => (row.closest('tr, li') ?? row).contains(document.activeElement));

/** Where the focus was among the rows; below 0 where it was on something else, a dialog left out. */
let place = -1;

/** Whoever decides row by row goes on: where the row with the focus is gone, the one in its place has it. */
export function useFocusOnNext(rows: readonly { id: string }[]): void {
  const ids = rows.map(({ id }) => id).join();
  useEffect(() => {
    const noted = ({ target }: FocusEvent) => {
      if (!(target instanceof Element && target.closest('[role="dialog"]'))) place = focusedAt(allRows());
    };
    document.addEventListener('focusin', noted);
    return () => {
      document.removeEventListener('focusin', noted);
      place = -1;
    };
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at when the rows are others, and then only.
  useEffect(() => {
    if (place >= 0 && document.activeElement === document.body) moveAmongRows(0);
  }, [ids]);
}

/** Moves focus among the rows' links (`[data-row]`): one step down (1) or up (-1), or back to where it was. */
export function moveAmongRows(step: 1 | -1 | 0): void {
  const rows = allRows();
  const at = focusedAt(rows);
  const next = Math.min(rows.length - 1, Math.max(0, at < 0 ? place : at + step));
  rows[next]?.focus();
  rows[next]?.scrollIntoView({ block: 'nearest' });
}
