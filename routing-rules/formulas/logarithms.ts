/** ln Σ exp(xᵢ) without overflow; −∞ for none. */
export function logSumExp(terms: readonly number[]): number {
  // Loops: bounds that are shown ask for this some hundred times.
  let largest = Number.NEGATIVE_INFINITY;
  for (const term of terms) if (term > largest) largest = term;
  if (!Number.isFinite(largest)) return largest;
  let sum = 0;
  for (const term of terms) sum += Math.exp(term - largest);
  return largest + Math.log(sum);
}

/** times · ln base, where 0⁰ = 1. */
export const logPower = (base: number, times: number): number => (times === 0 ? 0 : times * Math.log(base));

const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
] as const;

/** ln Γ(x) for x > 0: Lanczos approximation with g = 7, n = 9 (Godfrey), about 15 digits. */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const [first, ...rest] = lanczos;
  const sum = rest.reduce((total, coefficient, i) => total + coefficient / (x + i), first as number);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

/** ln B(a, b), the beta function. */
export const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b);

/** Where a monotone condition turns true between `from` (false) and `to` (true), to double precision. */
export function bisect(from: number, to: number, holds: (x: number) => boolean): number {
  let [outside, inside] = [from, to];
  for (let step = 0; step < 200; step++) {
    const middle = (outside + inside) / 2;
    if (middle === outside || middle === inside) break;
    if (holds(middle)) inside = middle;
    else outside = middle;
  }
  return inside;
}
