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

/** `useShortcuts({ j: next })`: keys are `KeyboardEvent.key` values. */
export function useShortcuts(keys: Record<string, () => void>): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const act = latest.current[event.key];
      if (act === undefined || isBusy(event) || !shortcutsOn()) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, []);
}

/** Moves focus among the rows' links (`[data-row]`): one step down (1) or up (-1). */
export function moveAmongRows(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
  // Also when the focus is on something else of the row, such as its checkbox.
  const at = rows.findIndex(row => (row.closest('tr, li') ?? row).contains(document.activeElement));
  const next = at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step));
  rows[next]?.focus();
  rows[next]?.scrollIntoView({ block: 'nearest' });
}
