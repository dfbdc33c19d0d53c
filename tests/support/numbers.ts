/** Numbers that a seed decides, each at least `from` and at most `to`, none twice, sorted. */
export function seededNumbers(seed: number, count: number, from: number, to: number): number[] {
  const numbers = new Set<number>();
  for (let state = seed; numbers.size < Math.min(count, to - from + 1);) {
    // Numerical Recipes' linear congruential generator.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    numbers.add(from + (state % (to - from + 1)));
  }
  return [...numbers].sort((a, b) => a - b);
}
