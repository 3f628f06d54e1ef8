/** `amount` in percent of `whole`; undefined where there is no whole to speak of. */
export function shareOf(amount: number, whole: number | undefined): number | undefined {
  return whole !== undefined && whole > 0 ? (100 * amount) / whole : undefined;
}
