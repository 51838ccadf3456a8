/** `/proc/self/mountinfo`, as proc(5) describes it. */

export interface Mount {
  /** `/dev/sdb1`, as the mount names it. */
  source: string;
  place: string;
}

const unescaped = (text: string) =>
  text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));

/** Lines of another shape are left out. */
export function mountsIn(mountinfo: string): Mount[] {
  return mountinfo.split('\n').flatMap(line => {
    const [before = '', after] = line.split(' - ');
    const place = before.split(' ')[4];
    const source = after?.split(' ')[1];
    return place === undefined || source === undefined
      ? []
      : [{ source: unescaped(source), place: unescaped(place) }];
  });
}
