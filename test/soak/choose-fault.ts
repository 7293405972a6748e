/**
 * The fault that a draw falls on: each of them has the same share of all draws, and most draws have none.
 * @param share of each, 0–1
 * @param draw 0 ≤ x < 1
 * @throws Error when there are more faults than shares
 */
export function chooseFault<Fault>(faults: readonly Fault[], share: number, draw: number): Fault | undefined {
  if (faults.length * share > 1)
    throw new Error(`${faults.length} faults of ${share} each are more than all`);
  return faults[Math.floor(draw / share)];
}

/** One of several, each as likely as its weight says. */
export function chooseWeighted<Choice extends { readonly weight: number }>(
  choices: readonly [Choice, ...Choice[]],
  draw: number,
): Choice {
  let left = draw * choices.reduce((sum, { weight }) => sum + weight, 0);
  for (const choice of choices) {
    if (left < choice.weight) return choice;
    left -= choice.weight;
  }
  return choices[0];
}
