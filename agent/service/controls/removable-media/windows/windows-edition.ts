/** Which of Windows' mechanisms an edition and a build really read. */

export interface WindowsEdition {
  /** `Windows Home`, as a person would say it. */
  name: string;
  /** Layered device installation policy: not on Home, and only with the updates of July 2021. */
  layered: boolean;
}

/** `EditionID` is `Core…` for every Home. The revision counts within one build. */
export function edition(id: string, build: number, revision: number): WindowsEdition {
  const home = /^Core/i.test(id);
  const updated =
    build >= 22000 || (build >= 19041 && revision >= 1151) || (build === 18363 && revision >= 1714);
  const name = home
    ? 'Windows Home'
    : updated
      ? `Windows ${id}`
      : `this build of Windows (${build}.${revision})`;
  return { name: name.slice(0, 80), layered: !home && updated };
}
