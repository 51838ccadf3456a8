/** Parts of a title as the pages read them. */
export function presentSupport(
  row: { support_ends_on: string | null; support_source: string | null },
  today: string,
): { endsOn: string; ended: boolean; source: string | null } | null {
  const { support_ends_on: endsOn, support_source: source } = row;
  return endsOn === null ? null : { endsOn, ended: endsOn < today, source };
}
