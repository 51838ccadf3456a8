/** "Hall, Room 4", "everywhere" */
export function sayPlaces(places: readonly string[], most = 6): string {
  if (places.length === 0) return 'everywhere';
  if (places.length <= most) return places.join(', ');
  return `${places.slice(0, most - 1).join(', ')} and ${places.length - most + 1} more`;
}
