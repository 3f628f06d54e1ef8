/** How fast the replay plays, and how far one step of it goes. */
export type Pace = {
  readonly name: string;
  readonly says: string;
  readonly step: 'minute' | 'day';
  readonly stepsPerSecond: number;
};

export const DAY_PACE: Pace = { name: '1d', says: '1 day / s', step: 'day', stepsPerSecond: 1 };

export const PACES: readonly Pace[] = [
  { name: '1m', says: '1 min / s', step: 'minute', stepsPerSecond: 1 },
  { name: '10m', says: '10 min / s', step: 'minute', stepsPerSecond: 10 },
  { name: '60m', says: '60 min / s', step: 'minute', stepsPerSecond: 60 },
  DAY_PACE,
  { name: '5d', says: '5 days / s', step: 'day', stepsPerSecond: 5 },
  { name: '20d', says: '20 days / s', step: 'day', stepsPerSecond: 20 },
];

export function findPace(name: string): Pace | undefined {
  return PACES.find((pace) => pace.name === name);
}
