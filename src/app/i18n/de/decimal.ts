/** `7,5`; with just as many decimal places as are asked for, or else with those that it has. */
export function decimal(value: number, places?: number): string {
  return (places === undefined ? String(value) : value.toFixed(places)).replace('.', ',');
}
