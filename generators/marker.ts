/** Markers: the tokens by which a run knows its own objects again. `<runMarker>-<n>`, lower case. */

/** A run marker: `s` and eight letters or digits. */
const MARKER = /s[0-9a-z]{4,10}-[0-9a-z]{1,8}x/g;

/** A marker of a run: `sk3x9q2ab-2fx`. The closing x keeps one marker from being the beginning of another. */
export function markerOf(runMarker: string, lane: string, n: number): string {
  return `${runMarker}-${laneCode(lane)}${n.toString(36)}x`;
}

/** The markers in a text, in order of appearance, without repetitions. */
export function markersIn(text: string): string[] {
  return [...new Set(text.match(MARKER) ?? [])];
}

/** Four letters or digits from a lane's name, so that lanes draw different markers in any order (FNV-1a). */
function laneCode(lane: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < lane.length; i += 1) hash = Math.imul(hash ^ lane.charCodeAt(i), 0x01000193) >>> 0;
  return (hash % 36 ** 5).toString(36).padStart(5, '0');
}
