/** Markers: the tokens by which a run knows its own objects again. `<runMarker>-<n>`, lower case. */
import { hashOf } from './random.js';

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

/** Five letters or digits from a lane's name, so that lanes draw different markers in any order. */
function laneCode(lane: string): string {
  return (hashOf(lane) % 36 ** 5).toString(36).padStart(5, '0');
}
