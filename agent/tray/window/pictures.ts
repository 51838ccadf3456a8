/** Plain pictures of our own, one for each thing that is said. The sentence beside it says the same, so it has no name. */

const shapes = {
  lock: '<rect x="12" y="22" width="24" height="18" rx="3"/><path d="M17 22v-6a7 7 0 0 1 14 0v6"/><path d="M24 29v4"/>',
  stick:
    '<rect x="14" y="18" width="20" height="22" rx="3"/><path d="M18 18V9h12v9"/><path d="M22 12v2M26 12v2"/>',
  wait: '<circle cx="24" cy="24" r="16"/><path d="M24 14v10l7 5"/>',
  look: '<circle cx="21" cy="21" r="12"/><path d="m30 30 10 10"/>',
  tick: '<circle cx="24" cy="24" r="16"/><path d="m16 25 6 6 11-13"/>',
  shield:
    '<path d="M24 7c5 4 10 5 15 5 0 14-4 24-15 29C13 36 9 26 9 12c5 0 10-1 15-5Z"/><path d="M24 18v9M24 32v1"/>',
  question:
    '<circle cx="24" cy="24" r="16"/><path d="M19 19a5 5 0 1 1 7 5c-2 1-2 2-2 4"/><path d="M24 33v1"/>',
  program:
    '<rect x="7" y="10" width="34" height="28" rx="3"/><path d="M7 18h34"/><path d="m19 23 10 10M29 23 19 33"/>',
  window: '<rect x="7" y="10" width="34" height="28" rx="3"/><path d="M7 18h34"/>',
  power: '<path d="M24 8v14"/><path d="M15 13a15 15 0 1 0 18 0"/>',
  key: '<circle cx="16" cy="24" r="8"/><path d="M24 24h18v7M35 24v6"/>',
  kind: '<path d="M24 40C14 32 7 26 7 18a8.5 8.5 0 0 1 17-3 8.5 8.5 0 0 1 17 3c0 8-7 14-17 22Z"/>',
  no: '<circle cx="24" cy="24" r="16"/><path d="M13 13l22 22"/>',
  talk: '<path d="M8 10h32v22H22l-8 8v-8H8Z"/><path d="M16 18h16M16 24h10"/>',
  letter: '<rect x="7" y="12" width="34" height="25" rx="3"/><path d="m8 14 16 13 16-13"/>',
  rules: '<path d="M13 7h16l8 8v26H13Z"/><path d="M29 7v8h8"/><path d="M18 22h13M18 28h13M18 34h8"/>',
  adult:
    '<circle cx="17" cy="14" r="6"/><path d="M7 40V30a10 10 0 0 1 20 0v10"/><circle cx="35" cy="23" r="4"/><path d="M29 40v-5a6 6 0 0 1 12 0v5"/>',
} as const;
export type PictureName = keyof typeof shapes;

const svgNames = 'http://www.w3.org/2000/svg';

export function picture(name: PictureName): SVGSVGElement {
  const svg = document.createElementNS(svgNames, 'svg');
  svg.setAttribute('viewBox', '0 0 48 48');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', 'picture');
  svg.innerHTML = shapes[name];
  return svg;
}
