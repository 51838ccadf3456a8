/**
 * A page that is printed on one side of A4 where it can be read there: first in smaller letters, then in fewer words. What
 * is more than that goes on to further sides, whole: letters under nine points are for nobody.
 */
import { useEffect } from 'react';

/**
 * Of the root, in points. `short` leaves out what `no-short` marks and what is far down a list, `least` all of a list but
 * its beginning; both say so.
 */
const fits = [
  ...[10.5, 10, 9.5, 9].map(size => ({ size, words: 'all' })),
  ...[9.5, 9].map(size => ({ size, words: 'short' })),
  { size: 9, words: 'least' },
];
const onMoreSides = { size: 9.5, words: 'all' };
/** A4 within the margins that promises.css names, less what rounding may take. */
const sheet = { width: '188mm', height: ((297 - 2 * 8 - 3) * 96) / 25.4 };

export function useOneSheet(): void {
  useEffect(() => {
    const fit = () => asPrinted(chooseFit);
    window.addEventListener('beforeprint', fit);
    window.addEventListener('afterprint', unset);
    return () => {
      window.removeEventListener('beforeprint', fit);
      window.removeEventListener('afterprint', unset);
    };
  }, []);
}

/** The largest that fits. */
function chooseFit(page: HTMLElement): void {
  const fitting = fits.find(one => {
    putOn(one);
    return page.getBoundingClientRect().height <= sheet.height;
  });
  if (fitting === undefined) putOn(onMoreSides);
}

function putOn({ size, words }: typeof onMoreSides): void {
  document.documentElement.style.setProperty('--print-size', `${size}pt`);
  document.documentElement.classList.toggle('print-short', words !== 'all');
  document.documentElement.classList.toggle('print-least', words === 'least');
}

function unset(): void {
  document.documentElement.style.removeProperty('--print-size');
  document.documentElement.classList.remove('print-short', 'print-least');
}

/** Measures the page by its print rules, before the browser turns to paper and nothing can be measured any more. */
function asPrinted(measure: (page: HTMLElement) => void): void {
  const page = document.querySelector<HTMLElement>('.page');
  if (page === null) return;
  const rules = [...document.styleSheets].flatMap(one => printRules(one.cssRules));
  const { width } = page.style;
  page.style.width = sheet.width;
  for (const rule of rules) rule.media.mediaText = 'all';
  measure(page);
  for (const rule of rules) rule.media.mediaText = 'print';
  page.style.width = width;
}

function printRules(all: CSSRuleList): CSSMediaRule[] {
  return [...all].flatMap(rule => {
    if (rule instanceof CSSMediaRule && rule.media.mediaText === 'print') return [rule];
    return rule instanceof CSSGroupingRule ? printRules(rule.cssRules) : [];
  });
}
